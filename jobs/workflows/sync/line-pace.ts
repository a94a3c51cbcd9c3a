import { adaptHold } from '../../core/sync/hold.ts';
import { countQuick, paceMs } from '../../core/sync/pace.ts';
import type { JoineryError } from '../../errors/joinery-error.ts';
import type { Random } from '../../ports/random.ts';

/** Longest wait after a failure that may pass by itself, and the wait after any other, in milliseconds. */
const maxDelayMs = 30_000;
const stuckDelayMs = 60_000;

/** Held requests cut in a row that mean a limit on the way. */
const cutsOfLimit = 2;

/** What became of a request that was answered. */
interface Answered {
  /** Whether the hub was asked to hold it, and for how long it may be asked to. */
  readonly isHeld: boolean;
  readonly holdSeconds: number;
  readonly tookMs: number;
  /** Whether it brought something that the member never had. */
  readonly isProgress: boolean;
  /** Over how long the hub wants its members to come back after they lost it. */
  readonly reconnectSeconds: number;
}

/** How often a member speaks, and how long it lets the hub hold its word, by what became of the words before. */
export class LinePace {
  readonly #random: Random;
  #reconnectSeconds = 1;
  #failures = 0;
  #cutsInRow = 0;
  #quickInRow = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Whether the last word failed. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Notes an answer. @returns How long to be silent now, in milliseconds; 0 unless all is answered at once. */
  noteAnswer({ isHeld, holdSeconds, tookMs, isProgress, reconnectSeconds }: Answered): number {
    this.#failures = 0;
    this.#reconnectSeconds = reconnectSeconds;
    if (isHeld) this.#cutsInRow = 0;
    this.#quickInRow = countQuick(this.#quickInRow, tookMs);
    return paceMs(this.#quickInRow, holdSeconds, isProgress);
  }

  /**
   * Notes that a held request failed. A hub that ends cuts what it holds as well, once; what stands in the way
   * cuts again.
   *
   * @returns The hold to ask for from now on, in seconds.
   */
  noteCut(holdSeconds: number, cut: { afterMs: number }): number {
    const shorter = adaptHold(holdSeconds, cut);
    if (shorter === holdSeconds) return holdSeconds;
    this.#cutsInRow += 1;
    if (this.#cutsInRow < cutsOfLimit) return holdSeconds;
    this.#cutsInRow = 0;
    return shorter;
  }

  /**
   * Notes a failure. Full jitter; the first wait spreads over the time the hub asked for, since others lost it
   * too.
   *
   * @returns How long to be silent now, in milliseconds.
   */
  noteFailure(error: JoineryError): number {
    const ceilingMs = Math.min(
      Math.max(maxDelayMs, this.#reconnectSeconds * 1000),
      this.#reconnectSeconds * 1000 * 2 ** Math.min(this.#failures, 10),
    );
    this.#failures += 1;
    if (error.disposition !== 'retry') return stuckDelayMs;
    const { retryAfterSeconds } = error.details;
    const askedMs = typeof retryAfterSeconds === 'number' ? retryAfterSeconds * 1000 : 0;
    return askedMs + ceilingMs * this.#random.fraction();
  }
}
