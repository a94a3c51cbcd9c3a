/**
 * Keys that need work, each at most once however often it was added. One consumer takes them in turn and
 * sleeps while there are none.
 */
export class WorkQueue {
  readonly #keys = new Set<string>();
  #wake: () => void = () => undefined;

  /** Adds a key; one that waits already is not added twice. */
  add(key: string): void {
    this.#keys.add(key);
    this.#wake();
  }

  /**
   * Takes the key that waits longest, or waits for one.
   *
   * @throws The signal's reason when it aborts.
   */
  async take(signal: AbortSignal): Promise<string> {
    for (;;) {
      signal.throwIfAborted();
      const [key] = this.#keys;
      if (key !== undefined) {
        this.#keys.delete(key);
        return key;
      }
      await this.#waitForKey(signal);
    }
  }

  /** Takes its listener off again: the signal lives as long as the program. */
  async #waitForKey(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    this.#wake = wake;
    signal.addEventListener('abort', wake);
    await promise;
    signal.removeEventListener('abort', wake);
  }
}
