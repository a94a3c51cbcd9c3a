import { dirname, join } from 'node:path';

/** Absolute path of the checkout. */
export const repositoryRoot = dirname(dirname(import.meta.dirname));

/** Absolute path of a file in the checkout, given by its parts. */
export function inRepository(...parts: readonly string[]): string {
  return join(repositoryRoot, ...parts);
}
