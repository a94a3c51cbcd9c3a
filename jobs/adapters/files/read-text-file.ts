import { readFileSync } from 'node:fs';

/** Reads a file as text; `undefined` when it is not there or may not be read. */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
