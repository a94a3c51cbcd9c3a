import type { Clock } from '../../ports/clock.ts';
import { Timetable } from '../timetable.ts';

/** The same key is not taken more often than this, in milliseconds. */
const spacingMs = 1000;

/**
 * Keys that need work: at once when a key rested, else when its rest is over, and once however often it was added.
 */
export class SpacedQueue {
  readonly #clock: Clock;
  readonly #timetable: Timetable<string>;
  readonly #waiting = new Set<string>();
  readonly #restedAtMs = new Map<string, number>();

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#timetable = new Timetable(clock, signal);
  }

  add(key: string): void {
    if (this.#waiting.has(key)) return;
    this.#waiting.add(key);
    const restMs = (this.#restedAtMs.get(key) ?? 0) - this.#clock.now().getTime();
    this.#timetable.set(key, Math.max(0, restMs));
  }

  /** Waits for the next key. @throws The signal's reason when it aborts. */
  async next(): Promise<string> {
    const key = await this.#timetable.next();
    const nowMs = this.#clock.now().getTime();
    for (const [other, restedAtMs] of this.#restedAtMs) {
      if (restedAtMs <= nowMs) this.#restedAtMs.delete(other);
    }
    this.#waiting.delete(key);
    this.#restedAtMs.set(key, nowMs + spacingMs);
    return key;
  }
}
