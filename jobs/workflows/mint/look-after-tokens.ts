import { secretTypes } from '../../core/kubernetes/names.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import { parseSecretData } from '../../core/kubernetes/secret-data.ts';
import { parseVerifierSecret } from '../../core/verifier/verifier-secret.ts';
import { judgeToken } from '../../core/verifier/verifier.ts';
import type { Change, Stored } from '../../ports/kubernetes-api.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { WorkQueue } from '../work-queue.ts';
import { discardVerifiers } from './discard-verifiers.ts';
import { mintToken } from './mint-token.ts';

/** How often expiry is looked at, in milliseconds. */
const tickMs = 5000;

/** Wait after a failure before the same Secret is tried again, in milliseconds. */
const retryMs = 1000;

/**
 * Follows the Secrets of the set and keeps every join-token Secret true, for as long as the signal
 * allows. All replicas do so: what they write is the same.
 */
export async function lookAfterTokens(ports: PrimaryPorts, hub: Hub, signal: AbortSignal): Promise<void> {
  const secrets = new Map<string, Stored<Secret>>();
  const queue = new WorkQueue();
  await Promise.all([
    follow(ports, hub, { secrets, queue, signal }),
    work(ports, hub, { secrets, queue, signal }),
    tick(ports, { secrets, queue, signal }),
  ]);
}

interface Desk {
  readonly secrets: Map<string, Stored<Secret>>;
  readonly queue: WorkQueue;
  readonly signal: AbortSignal;
}

async function follow(ports: PrimaryPorts, { config }: Hub, desk: Desk): Promise<void> {
  for await (const change of ports.kubernetes.watch('Secret', { namespace: config.namespace }, desk.signal)) {
    for (const name of noteChange(desk.secrets, change)) desk.queue.add(name);
  }
}

/** Brings the map up to date and names the token Secrets that need a look. */
function noteChange(secrets: Map<string, Stored<Secret>>, change: Change<Stored<Secret>>): string[] {
  if (change.type === 'snapshot') secrets.clear();
  const objects = change.type === 'snapshot' ? change.objects : [change.object];
  for (const object of objects) {
    if (change.type === 'deleted') secrets.delete(object.metadata.name);
    else secrets.set(object.metadata.name, object);
  }
  return objects.flatMap((object) => {
    if (object.type === secretTypes.joinToken) return [object.metadata.name];
    const verifier = object.type === secretTypes.verifier ? parseVerifierSecret(object) : undefined;
    return verifier === undefined ? [] : [verifier.secretName];
  });
}

async function work(ports: PrimaryPorts, hub: Hub, { secrets, queue, signal }: Desk): Promise<void> {
  for (;;) {
    const name = await queue.take(signal);
    const secret = secrets.get(name);
    if (secret?.type !== secretTypes.joinToken) continue;
    try {
      await mintToken(ports, hub, secret);
    } catch (error) {
      ports.logger.warn('Join token not looked after', { secret: name, err: error });
      await ports.clock.sleep(retryMs, signal);
      queue.add(name);
    }
  }
}

async function tick(ports: PrimaryPorts, { secrets, queue, signal }: Desk): Promise<void> {
  for (;;) {
    await ports.clock.sleep(tickMs, signal);
    const now = ports.clock.now();
    const verifiers = [...secrets.values()].filter(({ type }) => type === secretTypes.verifier);
    for (const stored of verifiers) {
      const verifier = parseVerifierSecret(stored);
      const said = parseSecretData(secrets.get(verifier?.secretName ?? '')?.data)['status'];
      if (verifier !== undefined && said !== undefined && said !== judgeToken(verifier, now)) {
        queue.add(verifier.secretName);
      }
    }
    try {
      await discardVerifiers(ports, [...secrets.values()]);
    } catch (error) {
      ports.logger.warn('Old verifiers not discarded', { err: error });
    }
  }
}
