import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '../../jobs/ports/clock.ts';

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

/** A clock that stands still until the test advances it. */
export class FakeClock implements Clock {
  #nowMs: number;
  #sleepers: Sleeper[] = [];

  constructor(start = '2026-11-20T12:00:00.000Z') {
    this.#nowMs = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  async sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const sleeper = { wakeAtMs: this.#nowMs + durationMs, wake: resolve };
      this.#sleepers.push(sleeper);
      signal.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  /** Lets time pass: wakes every sleeper in order, and lets what it does settle before the next. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      await settle();
      const [next] = this.#sleepers.toSorted((a, b) => a.wakeAtMs - b.wakeAtMs);
      if (next === undefined || next.wakeAtMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.wakeAtMs);
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      next.wake();
    }
    this.#nowMs = endMs;
    await settle();
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
    await new Promise((resolve) => setImmediate(resolve));
  }
}
