/** Words in a row that may be answered at once: the first ones, news, a report that was asked for. */
const freeInRow = 5;

/** An answer that took longer was held, in milliseconds. */
const quickMs = 1000;

/** Counts the answers in a row that were not held. */
export function countQuick(inRow: number, tookMs: number): number {
  return tookMs < quickMs ? inRow + 1 : 0;
}

/**
 * How long a member that is answered at once all the time waits before its next word, in milliseconds. Two
 * replicas that want different things of it, while one takes the place of the other, do that, and so does a hub
 * that cannot keep what it is told; neither may cost more than a held request does.
 */
export function paceMs(quickInRow: number, holdSeconds: number): number {
  if (quickInRow <= freeInRow) return 0;
  return 1000 * Math.min(holdSeconds, 2 ** (quickInRow - freeInRow - 1));
}
