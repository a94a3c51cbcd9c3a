import { dirname } from 'node:path';
import { isIn, type SourceFile } from './source-file.ts';

/** Mirrors jobs/, where the folders are explained. */
const mirror = 'test/unit/*';

/** Checks that each folder of code has a README.md, or that each file in it begins with a comment. */
export function checkFolderDocs(files: readonly SourceFile[]): string[] {
  const code = Map.groupBy(
    files.filter(({ path }) => /\.(ts|mjs|go)$/.test(path) && !isIn(path, mirror)),
    ({ path }) => dirname(path),
  );
  return [...code].flatMap(([folder, inFolder]) => {
    const hasReadme = files.some(({ path }) => path === `${folder}/README.md`);
    const isExplained = hasReadme || inFolder.every(({ text }) => /^\/[/*]/.test(text));
    return isExplained
      ? []
      : [`${folder}: needs a README.md that says what it is for and where to start reading`];
  });
}
