import { JoineryError } from '../../jobs/errors/joinery-error.ts';
import type { Logger } from '../../jobs/ports/logger.ts';
import { silentLogger } from './silent-logger.ts';

let warnings: Record<string, number> = {};

/** Writes nothing, and counts warnings: what had to be repeated belongs to what it took. */
export const countingLogger: Logger = {
  ...silentLogger,
  warn: (message, { err } = {}) => {
    const text = err instanceof JoineryError ? `${message} (${err.code})` : message;
    warnings[text] = (warnings[text] ?? 0) + 1;
  },
  child: () => countingLogger,
};

/** The warnings since this was asked last, and how often each came. */
export function takeWarnings(): Record<string, number> {
  const taken = warnings;
  warnings = {};
  return taken;
}
