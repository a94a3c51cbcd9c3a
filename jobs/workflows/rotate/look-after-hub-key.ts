import type { PrimaryConfig } from '#validators/primary-config';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { followHubIdentity } from '../identity/follow-hub-identity.ts';
import type { PrimaryPorts } from '../ports.ts';
import { Timetable } from '../timetable.ts';
import { noteHubKey } from './note-hub-key.ts';
import { rotateHubKey } from './rotate-hub-key.ts';

/** Wait after a failure, and the longest wait for a successor's hour, in milliseconds: timers are not longer than weeks. */
const retryMs = 60_000;
const longestMs = 3_600_000;

/**
 * Keeps this replica's identity that of the Secret, and the Secret's key as new as it was asked to be,
 * for as long as the signal allows. All replicas do so.
 */
export async function lookAfterHubKey(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  { signal, onIdentity }: { signal: AbortSignal; onIdentity: (identity: HubIdentity) => void },
): Promise<void> {
  const timetable = new Timetable<'look'>(ports.clock, signal);
  timetable.set('look', 0);
  const note = (identity: HubIdentity): void => {
    onIdentity(identity);
    timetable.set('look', 0);
  };
  await Promise.all([
    followHubIdentity(ports, config.namespace, { signal, onIdentity: note }),
    work(ports, config, timetable),
  ]);
}

async function work(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  timetable: Timetable<'look'>,
): Promise<never> {
  for (;;) {
    await timetable.next();
    try {
      const identity = await rotateHubKey(ports, config);
      if (identity !== undefined) await noteHubKey(ports, config, identity);
      if (identity?.next !== undefined) {
        const waitMs = identity.next.from * 1000 - ports.clock.now().getTime();
        timetable.set('look', Math.min(longestMs, Math.max(0, waitMs)));
      }
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Hub key not looked after', { err: error });
      timetable.set('look', retryMs);
    }
  }
}
