import type { Clock } from '../../ports/clock.ts';
import type { OpenPolls } from '../sync/open-polls.ts';

/** Probes held at once per replica: anybody may ask for one, and each keeps a connection open. */
const maxHeld = 8;

/** The probes that a hub replica holds back; they are let go with the polls of members when it stops. */
export class HeldProbes {
  readonly #polls: OpenPolls;
  // No member can have such a name.
  readonly #free = Array.from({ length: maxHeld }, (_, slot) => `/probe/${slot}`);

  constructor(polls: OpenPolls) {
    this.#polls = polls;
  }

  /**
   * Waits as long as asked, or not at all when enough are held already.
   *
   * @returns How long it waited, in seconds.
   */
  async hold(clock: Clock, seconds: number, gone: AbortSignal): Promise<number> {
    const slot = seconds === 0 ? undefined : this.#free.pop();
    if (slot === undefined) return 0;
    const startedAtMs = clock.now().getTime();
    try {
      await this.#polls.hold(slot, { clock, durationMs: seconds * 1000, gone }, () => false);
    } finally {
      this.#free.push(slot);
    }
    return Math.round((clock.now().getTime() - startedAtMs) / 1000);
  }
}
