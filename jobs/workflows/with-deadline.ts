import type { Clock } from '../ports/clock.ts';

/**
 * Runs an action until the outer signal aborts or the time is up. It ends then, whether or not the action
 * minds the signal it is given; what an action that does not still brings about, nobody waits for.
 *
 * @throws The signal's reason; when the time is up that is the `DOMException` named `TimeoutError`.
 */
export async function withDeadline<T>(
  clock: Clock,
  { signal, seconds }: { signal: AbortSignal; seconds: number },
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const done = new AbortController();
  const timeUp = new AbortController();
  const timer = clock
    .sleep(seconds * 1000, AbortSignal.any([signal, done.signal]))
    .then(() => timeUp.abort(new DOMException('The time is up', 'TimeoutError')))
    .catch(() => undefined);
  const limited = AbortSignal.any([signal, timeUp.signal]);
  const aborted = new Promise<never>((_, reject) => {
    limited.addEventListener('abort', () => reject(limited.reason as Error));
  });
  try {
    return await Promise.race([action(limited), aborted]);
  } finally {
    done.abort();
    await timer;
  }
}

/** Tells whether an error is the reason {@link withDeadline} aborts with. */
export function isTimeUp(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}
