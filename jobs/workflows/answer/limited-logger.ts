import type { Clock } from '../../ports/clock.ts';
import type { LogFields, Logger } from '../../ports/logger.ts';

/** Of warnings with the same text one is written in this time, in milliseconds. */
const intervalMs = 1000;

/** When a text was written last, and how often it was left out since. */
interface Written {
  readonly atMs: number;
  readonly leftOut: number;
}

/**
 * A logger for what anybody on the network can cause: of warnings with the same text it writes one a second,
 * and with it how many it left out before. Texts are constants, so it remembers no more than the code has.
 */
export class LimitedLogger implements Logger {
  readonly #logger: Logger;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #written: Map<string, Written>;

  constructor(logger: Logger, clock: Pick<Clock, 'now'>, written = new Map<string, Written>()) {
    this.#logger = logger;
    this.#clock = clock;
    this.#written = written;
  }

  error(message: string, fields?: LogFields): void {
    this.#logger.error(message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    const nowMs = this.#clock.now().getTime();
    const { atMs, leftOut } = this.#written.get(message) ?? { atMs: -Infinity, leftOut: 0 };
    const isTooSoon = nowMs - atMs < intervalMs;
    this.#written.set(message, isTooSoon ? { atMs, leftOut: leftOut + 1 } : { atMs: nowMs, leftOut: 0 });
    if (!isTooSoon) this.#logger.warn(message, leftOut === 0 ? fields : { ...fields, leftOut });
  }

  info(message: string, fields?: LogFields): void {
    this.#logger.info(message, fields);
  }

  child(fields: LogFields): Logger {
    return new LimitedLogger(this.#logger.child(fields), this.#clock, this.#written);
  }
}
