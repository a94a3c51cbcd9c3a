/** The last word of a member, as the hub knows it. */
export interface Heard {
  /** When the member signed it, Unix milliseconds. */
  readonly atMs: number;
  /** How long the member lets the hub hold its request: its next word comes that much later. */
  readonly holdSeconds: number;
}

/**
 * How a member's silence is to be taken.
 *
 * `Online`: in touch; `Late`: its next word is overdue; `Offline`: silent for so long that it is away.
 */
export type Presence = 'Online' | 'Late' | 'Offline';

/** Grace for the way and a busy member, in milliseconds. */
const graceMs = 8000;

/** No member is called offline sooner, in milliseconds: with the look and the write after it, 30 seconds are kept. */
export const shortestOfflineMs = 28_000;

/**
 * Judges a silence. With the usual hold of 10 s a member is late after 18 s and offline after 28 s; one
 * that asks for a longer hold speaks less often, and is given two words to miss.
 */
export function judgePresence({ atMs, holdSeconds }: Heard, nowMs: number): Presence {
  const silentMs = nowMs - atMs;
  if (silentMs >= offlineAfterMs(holdSeconds)) return 'Offline';
  return silentMs >= holdSeconds * 1000 + graceMs ? 'Late' : 'Online';
}

/** After how long a silence a member is called offline, in milliseconds. */
export function offlineAfterMs(holdSeconds: number): number {
  return Math.max(shortestOfflineMs, 2 * holdSeconds * 1000 + graceMs);
}
