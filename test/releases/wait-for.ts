import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Looks every tenth of a second until what is looked at is as wanted.
 *
 * @param wanted Names what is waited for, in words, for the failure.
 * @throws After `timeoutMs`, with the last that was seen.
 */
export async function waitFor<T>(
  wanted: string,
  look: () => Promise<T>,
  isThere: (seen: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const endAt = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (isThere(seen)) return seen;
    if (Date.now() > endAt)
      throw new Error(`Waited ${timeoutMs} ms for ${wanted}; last seen: ${JSON.stringify(seen)}`);
    await sleep(100);
  }
}
