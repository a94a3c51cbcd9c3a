import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { repositoryRoot } from './repository-root.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** Digest of names and contents of all files that match, in a fixed order. Patterns are relative to the checkout, or absolute. */
export function digestFiles(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of globSync([...patterns], { cwd: repositoryRoot }).toSorted()) {
    const content = readFileSync(resolve(repositoryRoot, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Runs the action only when the digest of its inputs differs from the one of its last success.
 *
 * @param stampPath Where the digest is remembered: inside the output's folder, so that both vanish together.
 */
export async function whenChanged(
  stampPath: string,
  digest: string,
  action: () => Promise<void>,
): Promise<void> {
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === digest) return;
  await action();
  writeFileAtomically(stampPath, digest);
}
