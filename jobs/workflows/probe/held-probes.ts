import type { Clock } from '../../ports/clock.ts';

/** Probes held at once per replica: anybody may ask for one, and each keeps a connection open. */
const maxHeld = 8;

/** The probes a hub replica holds back. */
export class HeldProbes {
  #count = 0;

  /**
   * Waits as long as asked, or not at all when enough are held already.
   *
   * @returns How long it waited, in seconds.
   */
  async hold(clock: Clock, seconds: number, signal: AbortSignal): Promise<number> {
    if (seconds === 0 || this.#count >= maxHeld) return 0;
    this.#count += 1;
    const startedAtMs = clock.now().getTime();
    try {
      await clock.sleep(seconds * 1000, signal).catch(() => undefined);
    } finally {
      this.#count -= 1;
    }
    return Math.round((clock.now().getTime() - startedAtMs) / 1000);
  }
}
