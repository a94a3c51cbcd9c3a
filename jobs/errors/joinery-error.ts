import type { Disposition } from './disposition.ts';
import type { ErrorCode } from './error-code.ts';

/** Structured facts for logs and HTTP bodies: flat and safe. Never put a secret here. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/**
 * Base of every error a user may meet. Each situation is one small subclass whose constructor takes
 * facts, so that its wording exists once.
 *
 * `message` begins "Cannot …", then a colon, then what was found. Recognise errors by `code`.
 */
export abstract class JoineryError extends Error {
  abstract readonly code: ErrorCode;
  abstract readonly disposition: Disposition;
  /** One imperative sentence: the next thing for the operator to do. */
  abstract readonly remedy: string;
  readonly details: ErrorDetails;

  constructor(message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.details = options.details ?? {};
  }
}
