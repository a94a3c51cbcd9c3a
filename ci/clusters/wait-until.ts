import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 50;

/**
 * Looks again and again until `check` says true. A check that throws ends the wait.
 *
 * @param what Completes "Cannot see …" when the time is up.
 */
export async function waitUntil(
  what: string,
  check: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!(await check())) {
    if (performance.now() > deadlineMs)
      throw new Error(`Cannot see ${what}: not after ${timeoutMs / 1000} s`);
    await sleep(pauseMs);
  }
}
