import type { DeliveryReport } from '#validators/delivery-report';
import type { Part } from '#validators/part';
import type { PartTaker } from '../../jobs/workflows/deliver/part-taker.ts';

/** Notes the lists it is given, and reports what a test says. */
export class FakePartTaker implements PartTaker {
  readonly #listeners = new Set<() => void>();
  #report: DeliveryReport = { parts: [] };
  /** Every list that was handed over. */
  readonly taken: (readonly Part[])[] = [];

  take(list: readonly Part[]): void {
    this.taken.push(list);
  }

  report(): DeliveryReport {
    return this.#report;
  }

  onReport(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Has something else to report from now on. */
  say(report: DeliveryReport): void {
    this.#report = report;
    for (const listener of this.#listeners) listener();
  }
}
