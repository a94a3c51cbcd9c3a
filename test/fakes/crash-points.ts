/** Where a program ends: before its call number `call` to the outside was made, or after it took effect. */
export interface CrashPoint {
  /** Counted from 0. */
  readonly call: number;
  readonly moment: 'before' | 'after';
}

/** Something a program asked of the outside. */
export interface Call {
  /** Such as `get Secret mc-identity`. */
  readonly name: string;
  /** Whether it came back before everything was over. */
  hasReturned: boolean;
}

/**
 * Counts what one run of a program asks of the outside, and ends it at a point as a killed process ends: from
 * there on none of its calls is made or comes back, so that neither a `catch` nor a `finally` of it does
 * anything any more.
 */
export class CrashPoints {
  /** What was asked so far. */
  readonly calls: Call[] = [];
  /** Resolves when the program has ended at its point. */
  readonly crashed: Promise<void>;
  readonly #at: CrashPoint | undefined;
  readonly #crash: () => void;
  #isCrashed = false;

  /** @param at Left out for a program that nothing ends. */
  constructor(at?: CrashPoint) {
    this.#at = at;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.crashed = promise;
    this.#crash = () => {
      this.#isCrashed = true;
      resolve();
    };
  }

  /** Makes a call, unless the program has ended; then it never comes back. */
  async pass<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.#isCrashed) return never();
    const call: Call = { name, hasReturned: false };
    const number = this.calls.push(call) - 1;
    if (this.#isAt(number, 'before')) return this.#end();
    try {
      return await work();
    } finally {
      call.hasReturned = true;
      if (this.#isAt(number, 'after')) this.#crash();
      if (this.#isCrashed) await never();
    }
  }

  /** What the other side of a connection gets: the answer, or what `onCrash` throws when the program ends first. */
  async answerOrCrash<T>(answer: () => Promise<T>, onCrash: () => never): Promise<T> {
    if (this.#isCrashed) return onCrash();
    return Promise.race([this.crashed.then(onCrash), answer()]);
  }

  /** Waits for ever if the program has ended. */
  async assertAlive(): Promise<void> {
    if (this.#isCrashed) await never();
  }

  #isAt(call: number, moment: CrashPoint['moment']): boolean {
    return this.#at?.call === call && this.#at.moment === moment;
  }

  async #end(): Promise<never> {
    this.#crash();
    return never();
  }
}

async function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}
