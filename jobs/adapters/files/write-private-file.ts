import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** Readable and writable by its owner alone. */
const mode = 0o600;

/**
 * Writes a new file that only its owner may read, and waits until it is on the disk. One that is there is
 * never touched.
 *
 * @returns Whether it was written.
 */
export function writePrivateFile(path: string, text: string): boolean {
  try {
    const file = openSync(path, 'wx', mode);
    writeSync(file, text);
    fsyncSync(file);
    closeSync(file);
    return true;
  } catch {
    return false;
  }
}
