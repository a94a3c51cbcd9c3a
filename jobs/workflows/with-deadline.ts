import type { Clock } from '../ports/clock.ts';

/**
 * Runs an action with a signal that aborts when the outer one does, or when the time is up; then the
 * reason is the `DOMException` named `TimeoutError`.
 */
export async function withDeadline<T>(
  clock: Clock,
  { signal, seconds }: { signal: AbortSignal; seconds: number },
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const timeUp = new AbortController();
  const timer = clock
    .sleep(seconds * 1000, AbortSignal.any([signal, done.signal]))
    .then(() => timeUp.abort(new DOMException('The time is up', 'TimeoutError')))
    .catch(() => undefined);
  try {
    return await action(AbortSignal.any([signal, timeUp.signal]));
  } finally {
    done.abort();
    await timer;
  }
}

/** Tells whether an error is the reason {@link withDeadline} aborts with. */
export function isTimeUp(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}
