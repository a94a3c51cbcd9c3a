/** Words in a row that may be answered at once: the first ones, news, a report that was asked for. */
const freeInRow = 5;

/** The wait after news that are news each time, in milliseconds. */
const progressMs = 250;

/** An answer that took longer was held, in milliseconds. */
const quickMs = 1000;

/** Counts the answers in a row that were not held. */
export function countQuick(inRow: number, tookMs: number): number {
  return tookMs < quickMs ? inRow + 1 : 0;
}

/**
 * How long a member that is answered at once all the time waits before its next word, in milliseconds. Two
 * replicas that want different things of it, while one takes the place of the other, do that, and so does a hub
 * that cannot keep what it is told; neither may cost more than a held request does. One that was given something
 * that it never had comes again soon: there is progress, and perhaps more of it.
 */
export function paceMs(quickInRow: number, holdSeconds: number, isProgress: boolean): number {
  if (quickInRow <= freeInRow) return 0;
  if (isProgress) return progressMs;
  return 1000 * Math.min(holdSeconds, 2 ** (quickInRow - freeInRow - 1));
}
