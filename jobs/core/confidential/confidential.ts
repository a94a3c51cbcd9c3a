import { inspect } from 'node:util';

const redacted = '[redacted]';

/**
 * Carries a secret text so that it cannot slip into a log, an error or a JSON body: its string, JSON
 * and inspect forms are all `[redacted]`.
 */
export class Confidential {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself. Search for calls of this to audit where secrets go. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }
}
