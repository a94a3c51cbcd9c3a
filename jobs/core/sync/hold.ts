/** Limits of the time a hub may hold a request, in seconds. */
export const shortestHoldSeconds = 5;
export const longestHoldSeconds = 50;

/** Brings an asked hold into the limits. */
export function limitHold(seconds: number): number {
  return Math.min(longestHoldSeconds, Math.max(shortestHoldSeconds, Math.floor(seconds)));
}

/** What is cut sooner than this was not cut for being held, in milliseconds. */
const shortestCutMs = 3000;

/**
 * Adapts the hold to whatever stands between: something that cuts open requests gets them back sooner.
 *
 * @param cut.afterMs How long the request had been open when it was cut.
 * @returns The same hold when the cut says nothing about it.
 */
export function adaptHold(holdSeconds: number, cut: { afterMs: number }): number {
  const isCutWhileHeld = cut.afterMs >= shortestCutMs && cut.afterMs < holdSeconds * 1000 + shortestCutMs;
  return isCutWhileHeld ? limitHold(holdSeconds / 2) : holdSeconds;
}

/** The hold to ask for: what the values say, or less where something on the way was found to let less pass. */
export function chooseHold(asked: number, passing = asked): number {
  return Math.min(asked, passing);
}
