const firstMs = 1000;

/** Longest wait before something is looked at again that depends on something else, in milliseconds. */
const maxWaitingMs = 30_000;

/** Longest wait before something refused is tried again, in milliseconds. */
const maxFailureMs = 300_000;

/** Longest wait between two repairs of an object that somebody keeps changing, in milliseconds. */
const maxRepairMs = 600_000;

/** How long after a number of failures in a row to try again, in milliseconds. */
export function failureDelayMs(failures: number, { isWaiting }: { isWaiting: boolean }): number {
  return Math.min(isWaiting ? maxWaitingMs : maxFailureMs, firstMs * 2 ** Math.min(failures - 1, 20));
}

/** How often an object was put right lately, and when last. */
export interface Repairs {
  readonly count: number;
  readonly lastAtMs: number;
}

/** When a changed object may be put right: at once the first time, then ever later while somebody keeps changing it. */
export function repairAtMs({ count, lastAtMs }: Repairs, nowMs: number): number {
  if (count === 0) return nowMs;
  return Math.max(nowMs, lastAtMs + Math.min(maxRepairMs, firstMs * 2 ** Math.min(count - 1, 20)));
}

/** Counts a repair; one that was left alone for long begins anew. */
export function countRepair({ count, lastAtMs }: Repairs, nowMs: number): Repairs {
  const isQuiet = nowMs - lastAtMs > maxRepairMs;
  return { count: isQuiet ? 1 : count + 1, lastAtMs: nowMs };
}
