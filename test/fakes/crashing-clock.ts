import type { Clock } from '../../jobs/ports/clock.ts';
import type { CrashPoints } from './crash-points.ts';

/** A clock as one program sees it: nobody wakes a program that has ended. */
export class CrashingClock implements Clock {
  readonly #clock: Clock;
  readonly #points: CrashPoints;

  constructor(clock: Clock, points: CrashPoints) {
    this.#clock = clock;
    this.#points = points;
  }

  now(): Date {
    return this.#clock.now();
  }

  async sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    await this.#points.assertAlive();
    await this.#clock.sleep(durationMs, signal);
    await this.#points.assertAlive();
  }
}
