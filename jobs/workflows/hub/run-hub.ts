import type { PrimaryConfig } from '#validators/primary-config';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { noteNotHeard, notHeardMs } from '../heartbeat/note-presence.ts';
import type { Hub } from '../hub/hub.ts';
import { lookAfterTokens } from '../mint/look-after-tokens.ts';
import type { PrimaryPorts } from '../ports.ts';
import { promoteCluster } from '../promote/promote-cluster.ts';
import { retry } from '../retry.ts';
import { lookAfterHubKey } from '../rotate/look-after-hub-key.ts';

/** Longest wait before the hub tries again to start, and the wait while a person has to act first, in milliseconds. */
const maxDelayMs = 2000;
const stuckDelayMs = 30_000;

/** How often members that were not heard are looked for, in milliseconds. */
const presenceMs = 15_000;

/**
 * What the hub does beside answering: becomes the primary as soon as that is possible, then looks after
 * tokens and presence for as long as the signal allows.
 *
 * @param options.ca See `Hub`.
 * @param options.onReady Told once, when the hub has its identity and may answer.
 */
export async function runHub(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  options: { signal: AbortSignal; ca: () => string; onReady: (hub: Hub) => void },
): Promise<never> {
  let identity = await becomePrimary(ports, config, options.signal);
  const hub = { config, identity: () => identity, ca: options.ca };
  options.onReady(hub);
  ports.logger.info('Hub ready', { hubId: identity.hubId });
  await Promise.all([
    lookAfterTokens(ports, hub, options.signal),
    lookAfterPresence(ports, hub, options.signal),
    lookAfterHubKey(ports, config, {
      signal: options.signal,
      onIdentity: (found) => (identity = found),
    }),
  ]);
  throw options.signal.reason;
}

/** Whatever is in the way (no CRD yet, no rights, a missing key) may be mended while the hub runs. */
async function becomePrimary(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  signal: AbortSignal,
): Promise<HubIdentity> {
  const onFailure = (error: JoineryError): void => ports.logger.warn('Hub not ready yet', { err: error });
  for (;;) {
    try {
      return await retry(ports, { signal, maxDelayMs, onFailure }, async () => promoteCluster(ports, config));
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.error('Hub not ready', { err: error });
    }
    await ports.clock.sleep(stuckDelayMs, signal);
  }
}

async function lookAfterPresence(ports: PrimaryPorts, hub: Hub, signal: AbortSignal): Promise<never> {
  await ports.clock.sleep(notHeardMs, signal);
  for (;;) {
    try {
      await noteNotHeard(
        ports,
        hub,
        await ports.kubernetes.list('Member', { namespace: hub.config.namespace }),
      );
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Presence not looked after', { err: error });
    }
    await ports.clock.sleep(presenceMs, signal);
  }
}
