import { JoineryError } from '../errors/joinery-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';

/** Longest wait before the first repetition, in milliseconds; doubles with each failure. */
const firstDelayMs = 250;

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** Longest wait between two attempts, in milliseconds. */
  readonly maxDelayMs: number;
  /** Told of every failure that will be tried again. */
  readonly onFailure: (error: JoineryError) => void;
}

/**
 * Repeats an attempt while it fails with disposition `retry`, with exponential back-off and full jitter.
 *
 * @throws The first error of another disposition, or the signal's reason when it aborts.
 */
export async function retry<T>(
  ports: { clock: Clock; random: Random },
  options: RetryOptions,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    options.signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof JoineryError) || error.disposition !== 'retry') throw error;
      options.onFailure(error);
    }
    const ceilingMs = Math.min(options.maxDelayMs, firstDelayMs * 2 ** Math.min(failures, 20));
    await ports.clock.sleep(ceilingMs * ports.random.fraction(), options.signal);
  }
}
