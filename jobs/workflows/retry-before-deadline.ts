import { JoineryError } from '../errors/joinery-error.ts';
import type { PrimaryPorts } from './ports.ts';
import { retry } from './retry.ts';
import { isTimeUp, withDeadline } from './with-deadline.ts';

/** Time is up; `last` is what stood in the way, if the first attempt came to an end at all. */
export class DeadlinePassed extends JoineryError {
  override readonly name = 'DeadlinePassed';
  readonly code = 'JOINERY_DEADLINE_PASSED';
  readonly disposition = 'retry';
  readonly remedy: string;

  constructor(facts: { action: string; afterSeconds: number; last: JoineryError | undefined }) {
    const found = facts.last?.message ?? 'nothing answered';
    super(`Cannot ${facts.action} within ${facts.afterSeconds} seconds: ${found}`, { cause: facts.last });
    this.remedy =
      facts.last?.remedy ??
      'Check that no firewall or NetworkPolicy swallows the packets, or raise the deadline.';
  }
}

/**
 * Repeats what may pass by itself until the deadline, as a hook Job does.
 *
 * @param options.action Completes the sentence "Cannot …".
 * @param options.maxDelayMs Longest wait between two attempts, in milliseconds.
 * @throws {DeadlinePassed} When time is up; every error of another disposition at once.
 */
export async function retryBeforeDeadline<T>(
  ports: Pick<PrimaryPorts, 'clock' | 'random' | 'logger'>,
  options: { action: string; seconds: number; signal: AbortSignal; maxDelayMs: number },
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { action, seconds, maxDelayMs } = options;
  let last: JoineryError | undefined;
  const onFailure = (error: JoineryError): void => {
    last = error;
    ports.logger.warn('Failed, trying again', { action, err: error });
  };
  try {
    return await withDeadline(ports.clock, options, async (signal) =>
      retry(ports, { signal, maxDelayMs, onFailure }, async () => attempt(signal)),
    );
  } catch (error) {
    if (!isTimeUp(error)) throw error;
    throw new DeadlinePassed({ action, afterSeconds: seconds, last });
  }
}
