/** A difference of the clocks is told in steps of this size at least: each new report is a write on the primary. */
const clockStepMs = 10_000;

/**
 * What to tell of a measured difference: what was told before, until that is off by a step. A difference that trembles
 * is told once.
 */
export function steadyOffset(toldMs: number, measuredMs: number): number {
  return Math.abs(measuredMs - toldMs) < clockStepMs ? toldMs : measuredMs;
}
