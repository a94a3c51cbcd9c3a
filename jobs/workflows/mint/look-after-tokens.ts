import { deriveTokenId } from '../../core/join-token/mint.ts';
import { primaryNames, secretTypes } from '../../core/kubernetes/names.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import { parseSecretData } from '../../core/kubernetes/secret-data.ts';
import { parseVerifierSecret } from '../../core/verifier/verifier-secret.ts';
import { judgeToken } from '../../core/verifier/verifier.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Change, Stored } from '../../ports/kubernetes-api.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { Timetable } from '../timetable.ts';
import { discardVerifiers, type KeptVerifier } from './discard-verifiers.ts';
import { mintToken } from './mint-token.ts';
import { readTokenExpiries } from './read-token-expiries.ts';

/** How often expiry is looked at, in milliseconds. */
const tickMs = 5000;

/** How often verifiers to discard are looked for, in milliseconds. */
const discardMs = 3_600_000;

/** Wait before a Secret that failed is tried again, in milliseconds; doubles with each failure, others do not wait. */
const firstDelayMs = 1000;
const maxDelayMs = 60_000;

/**
 * Follows the Secrets of the set and keeps every join-token Secret true, for as long as the signal
 * allows. All replicas do so: what they write is the same.
 */
export async function lookAfterTokens(ports: PrimaryPorts, hub: Hub, signal: AbortSignal): Promise<void> {
  const timetable = new Timetable<string>(ports.clock, signal);
  const desk: Desk = { secrets: new Map(), verifiers: new Map(), delaysMs: new Map(), timetable, signal };
  ports.metrics.gauge('joinery_join_token_expiry_timestamp_seconds', () =>
    readTokenExpiries(desk.secrets.values()),
  );
  await Promise.all([follow(ports, hub, desk), work(ports, hub, desk), tick(ports, desk)]);
}

interface Desk {
  /** The token Secrets. */
  readonly secrets: Map<string, Stored<Secret>>;
  /** The verifiers, read once: they are looked at again and again. */
  readonly verifiers: Map<string, KeptVerifier>;
  /** The last wait of each token Secret that fails; its next look stands in the timetable. */
  readonly delaysMs: Map<string, number>;
  readonly timetable: Timetable<string>;
  readonly signal: AbortSignal;
}

async function follow(ports: PrimaryPorts, { config }: Hub, desk: Desk): Promise<void> {
  for await (const change of ports.kubernetes.watch('Secret', { namespace: config.namespace }, desk.signal)) {
    for (const name of noteChange(desk, change)) desk.timetable.set(name, 0);
  }
}

/** Brings the maps up to date and names the token Secrets that need a look. */
function noteChange({ secrets, verifiers }: Desk, change: Change<Stored<Secret>>): string[] {
  if (change.type === 'snapshot') {
    secrets.clear();
    verifiers.clear();
  }
  const objects = change.type === 'snapshot' ? change.objects : [change.object];
  return objects.flatMap((object) => {
    const { metadata, type } = object;
    const { name } = metadata;
    secrets.delete(name);
    verifiers.delete(name);
    if (type === secretTypes.joinToken) {
      if (change.type !== 'deleted') secrets.set(name, object);
      return [name];
    }
    const verifier = type === secretTypes.verifier ? parseVerifierSecret(object) : undefined;
    if (verifier === undefined) return [];
    if (change.type !== 'deleted') verifiers.set(name, { metadata, verifier });
    return [verifier.secretName];
  });
}

async function work(
  ports: PrimaryPorts,
  hub: Hub,
  { secrets, verifiers, delaysMs, timetable }: Desk,
): Promise<void> {
  for (;;) {
    const name = await timetable.next();
    const secret = secrets.get(name);
    const lastDelayMs = delaysMs.get(name) ?? firstDelayMs / 2;
    delaysMs.delete(name);
    if (secret === undefined) continue;
    try {
      await mintToken(ports, hub, secret, verifiers.get(verifierNameOf(secret))?.verifier);
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Join token not looked after', { secret: name, err: error });
      const delayMs = Math.min(maxDelayMs, lastDelayMs * 2);
      delaysMs.set(name, delayMs);
      timetable.set(name, delayMs);
    }
  }
}

function verifierNameOf({ metadata }: Stored<Secret>): string {
  return primaryNames.verifier(deriveTokenId(metadata.uid));
}

async function tick(
  ports: PrimaryPorts,
  { secrets, verifiers, delaysMs, timetable, signal }: Desk,
): Promise<void> {
  let discardAtMs = 0;
  for (;;) {
    await ports.clock.sleep(tickMs, signal);
    const now = ports.clock.now();
    for (const { verifier } of verifiers.values()) {
      if (delaysMs.has(verifier.secretName)) continue;
      const said = parseSecretData(secrets.get(verifier.secretName)?.data)['status'];
      if (said !== undefined && said !== judgeToken(verifier, now)) timetable.set(verifier.secretName, 0);
    }
    if (now.getTime() < discardAtMs) continue;
    try {
      await discardVerifiers(ports, [...verifiers.values()], [...secrets.values()]);
      discardAtMs = now.getTime() + discardMs;
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Old verifiers not discarded', { err: error });
    }
  }
}
