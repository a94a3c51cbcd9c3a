import { basename } from 'node:path';
import type { SourceFile } from './source-file.ts';

/** Names that something outside of this repository looks for. */
const givenNames = [
  {
    names: /^(README|ARCHITECTURE|CHANGELOG|CONTRIBUTING|LICENSE|Containerfile)(\.md)?$/,
    because: 'readers look for them',
  },
  { names: /^(Chart\.yaml|NOTES\.txt|_[a-z-]+\.tpl)$/, because: 'Helm looks for them' },
  { names: /^JOINERY_[A-Z0-9_]+\.md$/, because: 'an error page is named for its code' },
  { names: /^\./, because: 'tools look for them' },
];

/** Say nothing about what is inside, and so collect everything. */
const emptyWords = new Set(['common', 'helper', 'helpers', 'index', 'lib', 'misc', 'src', 'util', 'utils']);

/** Checks that files and folders are named in kebab-case, for what is inside. */
export function checkNames(files: readonly SourceFile[]): string[] {
  const paths = new Set(
    files.flatMap(({ path }) => path.split('/').map((_, end, names) => names.slice(0, end + 1).join('/'))),
  );
  return [...paths].flatMap((path) => {
    const name = basename(path);
    if (givenNames.some(({ names }) => names.test(name))) return [];
    if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name)) return [`${path}: names are in kebab-case`];
    const empty = name.split(/[-.]/).find((word) => emptyWords.has(word));
    return empty === undefined ? [] : [`${path}: "${empty}" does not say what is inside`];
  });
}
