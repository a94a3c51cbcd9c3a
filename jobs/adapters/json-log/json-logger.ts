import { JoineryError } from '../../errors/joinery-error.ts';
import type { LogFields, Logger } from '../../ports/logger.ts';

type Level = 'error' | 'warn' | 'info';

/**
 * Log as JSON, one object a line. A `JoineryError` under `err` becomes its code, message, remedy,
 * disposition and details; of any other error only name, message and stack are written, since foreign
 * errors may carry whole responses.
 */
export class JsonLogger implements Logger {
  readonly #write: (line: string) => void;
  readonly #now: () => Date;
  readonly #fields: LogFields;

  constructor(write: (line: string) => void, now: () => Date, fields: LogFields) {
    this.#write = write;
    this.#now = now;
    this.#fields = fields;
  }

  error(message: string, fields: LogFields = {}): void {
    this.#log('error', message, fields);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#log('warn', message, fields);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#log('info', message, fields);
  }

  child(fields: LogFields): Logger {
    return new JsonLogger(this.#write, this.#now, { ...this.#fields, ...fields });
  }

  #log(level: Level, message: string, fields: LogFields): void {
    const { err, ...rest } = fields;
    const line = {
      time: this.#now().toISOString(),
      level,
      message,
      ...this.#fields,
      ...rest,
      ...(err === undefined ? {} : { err: describeError(err) }),
    };
    this.#write(`${JSON.stringify(line)}\n`);
  }
}

function describeError(error: unknown): object {
  if (error instanceof JoineryError) {
    const { code, message, remedy, disposition, details } = error;
    return { code, message, remedy, disposition, details };
  }
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { message: String(error) };
}
