import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';

/** The machine's clock. */
export class SystemClock implements Clock {
  now(): Date {
    return new Date();
  }

  async sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    try {
      await sleepFor(durationMs, undefined, { signal });
    } catch {
      // The timer's own error hides the reason the caller gave.
      signal.throwIfAborted();
    }
  }
}
