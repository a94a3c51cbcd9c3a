import type { Clock } from '../../ports/clock.ts';

/** A held request is given up at most once in this time, in milliseconds. */
const restMs = 1000;

/** Why a request is given up; nobody is told. */
const givenUp = new Error('There is something to say');

/** Lets a request that the hub holds be given up when there is something to say. */
export class Interruption {
  readonly #clock: Clock;
  #held: AbortController | undefined;
  #isWanted = false;
  #restedAtMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sends a request that may be given up. @returns `undefined` when it was. */
  async send<T>(signal: AbortSignal, request: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const held = new AbortController();
    this.#held = held;
    this.#isWanted = false;
    try {
      return await request(AbortSignal.any([signal, held.signal]));
    } catch (error) {
      if (held.signal.aborted && !signal.aborted) return undefined;
      throw error;
    } finally {
      this.#held = undefined;
    }
  }

  /** There is something to say that a request which is held does not say. */
  want(): void {
    const held = this.#held;
    if (held === undefined || this.#isWanted) return;
    this.#isWanted = true;
    void this.#giveUp(held);
  }

  async #giveUp(held: AbortController): Promise<void> {
    await this.#clock.sleep(Math.max(0, this.#restedAtMs - this.#nowMs()), held.signal);
    // Answered meanwhile; the next request says it.
    if (this.#held !== held) return;
    this.#restedAtMs = this.#nowMs() + restMs;
    held.abort(givenUp);
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}
