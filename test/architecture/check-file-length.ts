import { isIn, type SourceFile } from './source-file.ts';

/** A file that is longer has a second idea in it. */
const maxLines = 300;

/** Tests have tables. */
const maxTestLines = 500;

/** Helm wants all values in one file, and every one has its words for users. */
const oneByNature = 'charts/joinery/values.yaml';

/** Checks that no file of code is too long. The linter sees TypeScript only; this sees Go and templates too. */
export function checkFileLength(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    if (path === oneByNature) return [];
    const limit = isIn(path, 'test') ? maxTestLines : maxLines;
    const lines = text.trimEnd().split('\n').length;
    return lines > limit ? [`${path}: ${lines} lines, of ${limit} at most`] : [];
  });
}
