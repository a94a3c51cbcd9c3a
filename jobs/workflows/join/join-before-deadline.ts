import type { SecondaryConfig } from '#validators/secondary-config';
import type { SecondaryPorts } from '../ports.ts';
import { DeadlinePassed, retryBeforeDeadline } from '../retry-before-deadline.ts';
import { joinCluster, type JoinOutcome } from './join-cluster.ts';

/** Longest wait between two attempts, in milliseconds: an install is watched by a person. */
const maxDelayMs = 3000;

/**
 * The join as a hook Job runs it: repeats what may pass by itself until the deadline, and ends at once
 * on everything else.
 *
 * @returns The outcome, or `undefined` when time was up and the release says to go on without.
 * @throws {DeadlinePassed} When time is up; names what stood in the way last.
 */
export async function joinBeforeDeadline(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  signal: AbortSignal,
): Promise<JoinOutcome | undefined> {
  const options = { action: 'join', seconds: config.deadlineSeconds, signal, maxDelayMs };
  try {
    return await retryBeforeDeadline(ports, options, async (limited) =>
      joinCluster(ports, config, { signal: limited, isDisowned: false }),
    );
  } catch (error) {
    if (error instanceof DeadlinePassed && config.join.onUnreachable === 'continue') return undefined;
    throw error;
  }
}
