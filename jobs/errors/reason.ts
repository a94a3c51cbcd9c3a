import type { ErrorCode } from './error-code.ts';

/**
 * Turns a code into the CamelCase reason of a condition, Event or status Secret.
 *
 * `JOINERY_TOKEN_EXPIRED` becomes `TokenExpired`.
 */
export function reasonOf(code: ErrorCode): string {
  return code
    .slice('JOINERY_'.length)
    .toLowerCase()
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
