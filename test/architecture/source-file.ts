import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../ci/runner/repository-root.ts';

/** A file of the checkout. */
export interface SourceFile {
  /** From the top of the checkout, such as `jobs/errors/reason.ts`. */
  readonly path: string;
  readonly text: string;
}

const foreign = new Set(['.git', 'build', 'node_modules']);

/**
 * Reads the files of the checkout that match, without what Git, npm and our build put there.
 *
 * @param pattern For example `jobs/**\/*.ts`; everything when left out.
 */
export function readSourceFiles(pattern = '**/*'): SourceFile[] {
  const files = globSync(pattern, {
    cwd: repositoryRoot,
    exclude: ({ name }) => foreign.has(name),
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => ({ path: path.slice(repositoryRoot.length + 1), text: readFileSync(path, 'utf8') }));
  // A rule over no files would hold for ever.
  if (files.length === 0) throw new RangeError(`No file of the checkout matches ${pattern}`);
  return files;
}

/** Whether the path is the folder, or lies in it. A `*` in the folder stands for any one name. */
export function isIn(path: string, folder: string): boolean {
  const segments = path.split('/');
  return folder.split('/').every((name, index) => name === '*' || name === segments[index]);
}
