import type { PrivateKey } from '../../core/keys/public-key.ts';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';
import { newestKey } from '../../core/protocol/key-chain.ts';
import { wirePaths } from '../../core/protocol/wire.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { exchange } from '../exchange/exchange.ts';
import type { SecondaryPorts } from '../ports.ts';
import { retry } from '../retry.ts';
import { withDeadline } from '../with-deadline.ts';

/** A failure that may pass by itself is tried again for this long: another replica answers, or the hub is back. */
const patienceMs = 5000;

/** Longest wait between two attempts, in milliseconds. */
const maxDelayMs = 1000;

/**
 * Tells the hub that this member leaves, within a time. A hub that fails is tried again for a few seconds and
 * no longer, since somebody waits for the uninstall.
 *
 * @returns Whether the hub knows it now; one that has no such member knows it too.
 */
export async function tellHub(
  ports: SecondaryPorts,
  { identity, membership }: { identity: MemberIdentity; membership: Membership },
  limits: { signal: AbortSignal; seconds: number },
): Promise<boolean> {
  // Where a rotation was interrupted, the hub knows one of two keys.
  const keys = [identity.signing, ...(identity.next === undefined ? [] : [identity.next.signing])];
  try {
    await withDeadline(ports.clock, limits, async (signal) => {
      for (const signing of keys) await tell(ports, { membership, signing }, signal);
    });
    return true;
  } catch (error) {
    ports.logger.warn('Hub not told', { err: error });
    return false;
  }
}

async function tell(
  ports: SecondaryPorts,
  { membership, signing }: { membership: Membership; signing: PrivateKey },
  signal: AbortSignal,
): Promise<void> {
  const { endpoint, extraCa, chain, memberName } = membership;
  const link = { endpoint, extraCa, proof: { chain }, signing, clockOffsetMs: 0 };
  const request = { path: wirePaths.leave, body: { name: memberName, hubKey: newestKey(chain) } };
  const startedAt = ports.clock.now();
  const onFailure = (error: JoineryError): void => {
    if (ports.clock.now().getTime() - startedAt.getTime() >= patienceMs) throw error;
  };
  try {
    await retry(ports, { signal, maxDelayMs, onFailure }, async () => exchange(ports, link, request, signal));
  } catch (error) {
    if (!(error instanceof JoineryError) || error.code !== 'JOINERY_MEMBER_UNKNOWN') throw error;
  }
}
