import { HubBusy } from './errors.ts';

/** Requests worked on at once per replica; more would only contend for the API server. */
const maxInside = 64;

/** Requests that wait for their turn; each keeps a body of at most 64 KiB in memory. */
const maxWaiting = 1000;

/**
 * Lets so many requests be worked on at once and the others wait in the order they came. When a thousand
 * members come back together each waits a few seconds, which is sooner than if most were sent away to try
 * again at random.
 */
export class Turnstile {
  #inside = 0;
  readonly #waiting = new Set<() => void>();

  /**
   * Does the work when it is its turn.
   *
   * @param gone Aborts when nobody waits for the outcome any more; the turn goes to the next then.
   * @throws {HubBusy} When too many wait already.
   */
  async pass<T>(gone: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#inside >= maxInside) await this.#wait(gone);
    else this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** Whoever wakes here has been given the place of one who left. */
  async #wait(gone: AbortSignal): Promise<void> {
    if (this.#waiting.size >= maxWaiting) throw new HubBusy();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      this.#waiting.delete(resolve);
      reject(new HubBusy());
    };
    this.#waiting.add(resolve);
    gone.addEventListener('abort', giveUp, { once: true });
    await promise.finally(() => gone.removeEventListener('abort', giveUp));
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#inside -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
