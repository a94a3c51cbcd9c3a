import type { DeliveryReport } from '#validators/delivery-report';
import type { Part } from '#validators/part';

/** What takes up parts on a member. The line to the hub hands them over and tells what comes of them. */
export interface PartTaker {
  /** Takes up the list in place of the one before; does not wait until anything is done. */
  take(list: readonly Part[]): void;

  /** What is to be told of the parts now; `undefined` until it is known, and then nothing is said of parts. */
  report(): DeliveryReport | undefined;

  /** Tells whenever the report has become another. */
  onReport(listener: () => void): void;
}
