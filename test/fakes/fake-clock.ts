import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Clock } from '../../jobs/ports/clock.ts';

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until the test advances it. */
export class FakeClock implements Clock {
  #nowMs: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start = '2026-11-20T12:00:00.000Z') {
    this.#nowMs = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  async sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason as Error);
      };
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper = { wakeAtMs: this.#nowMs + durationMs, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /**
   * Lets time pass: wakes the sleepers of one moment after another, and lets what they do settle before the
   * next moment.
   */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      await settle();
      const nextMs = Math.min(...[...this.#sleepers].map(({ wakeAtMs }) => wakeAtMs));
      if (nextMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, nextMs);
      await this.#wakeDue();
    }
    this.#nowMs = endMs;
  }

  /** Like timers that are due together: in order, and one that an earlier one called off is not woken. */
  async #wakeDue(): Promise<void> {
    const due = [...this.#sleepers].filter(({ wakeAtMs }) => wakeAtMs <= this.#nowMs);
    for (const sleeper of due.toSorted((a, b) => a.wakeAtMs - b.wakeAtMs)) {
      if (!this.#sleepers.has(sleeper)) continue;
      sleeper.wake();
      await setImmediate();
    }
  }

  /** Lets a long time pass at once, as for a machine that slept: whoever waited in it wakes at its end, once. */
  async leap(durationMs: number): Promise<void> {
    await settle();
    this.#nowMs += durationMs;
    await this.advance(0);
  }
}

const key = generateKeyPairSync('ed25519').privateKey;
const signLikeTheCode = promisify(sign) as (
  algorithm: null,
  data: Uint8Array,
  key: KeyObject,
) => Promise<Buffer>;

/** The settling that is under way, and the one that begins after it. */
let current = Promise.resolve();
let next: Promise<void> | undefined;

/**
 * Lets everything that is under way and needs no time come to rest. Key operations run on other threads:
 * whoever waits for as many of the same kind as the code under test makes in a row, waits long enough. Tests
 * that run side by side wait together.
 */
export async function settle(): Promise<void> {
  next ??= settleAfter(current);
  return next;
}

async function settleAfter(before: Promise<void>): Promise<void> {
  await before;
  current = next ?? before;
  next = undefined;
  for (let turn = 0; turn < 40; turn += 1) {
    await signLikeTheCode(null, new Uint8Array(), key);
    await setImmediate();
  }
}
