import type { DeliveryReport } from '#validators/delivery-report';

/** What a member said of its parts, and what orders its words. */
export interface SaidReport {
  readonly report: DeliveryReport;
  /** By which the member and the hub know it again. */
  readonly digest: string;
  /** UUID of the agent process, and the number of its request. */
  readonly instance: string;
  readonly sequence: number;
  /** Signed time of sending, Unix milliseconds. */
  readonly saidAtMs: number;
}

/**
 * Tells whether a word is later than another: by its number among those of one process, and by its time among
 * processes. A word that is played again is never later.
 */
export function isLater(word: SaidReport, other: SaidReport): boolean {
  return word.instance === other.instance ? word.sequence > other.sequence : word.saidAtMs > other.saidAtMs;
}
