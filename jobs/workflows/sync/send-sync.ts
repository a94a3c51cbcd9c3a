import isSyncAnswer, { type SyncAnswer } from '#validators/sync-answer';
import type { SyncRequest } from '#validators/sync-request';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';
import { AnswerNotProven, HubOutdated } from '../../core/protocol/errors.ts';
import { maxDeliveryBytes, wirePaths } from '../../core/protocol/wire.ts';
import { exchange, type HubAnswer } from '../exchange/exchange.ts';
import type { SecondaryPorts } from '../ports.ts';

/** What to say, and to whom. */
export interface Sync {
  readonly identity: MemberIdentity;
  readonly membership: Membership;
  /** The one of the hub's URLs to call. */
  readonly endpoint: string;
  readonly body: SyncRequest;
  readonly clockOffsetMs: number;
}

/**
 * Says what this member has, and waits for what the hub wants of it.
 *
 * @throws {HubOutdated} When a hub answers that is older than one met before; nothing it says counts.
 * @throws RefusedByHub, AnswerNotProven, AnswerUnexpected, HubUnreachable, HubTlsUntrusted
 */
export async function sendSync(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  { identity, membership, endpoint, body, clockOffsetMs }: Sync,
  signal: AbortSignal,
): Promise<Omit<HubAnswer, 'body'> & { answer: SyncAnswer }> {
  const { extraCa, chain, epoch: newest = 0 } = membership;
  const { body: answer, ...facts } = await exchange(
    ports,
    { endpoint, extraCa, proof: { chain }, signing: identity.signing, clockOffsetMs },
    { path: wirePaths.sync, body, heldMs: body.holdSeconds * 1000, maxAnswerBytes: maxDeliveryBytes },
    signal,
  );
  if (facts.epoch < newest) throw new HubOutdated({ epoch: facts.epoch, newest });
  if (!isSyncAnswer(answer)) throw new AnswerNotProven({ endpoint, found: 'it is not the answer to a sync' });
  return { answer, ...facts };
}
