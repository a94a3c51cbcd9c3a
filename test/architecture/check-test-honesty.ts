import { parseCode } from './parse-code.ts';
import type { SourceFile } from './source-file.ts';

/** A mock shows that we call what we call. A port and its fake show what happens. */
const mocks = /^vi\.(mock|doMock|hoisted|fn|spyOn|stubGlobal|useFakeTimers)$/;

/** What is skipped is forgotten; what is focused hides the rest. */
const gaps = /^(it|test|describe|suite)\b.*\.(skip|skipIf|runIf|only|todo|fails)$/;

/** Checks that tests mock nothing and that none is left out. */
export function checkTestHonesty(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    [...parseCode(file).mentions]
      .filter((mention) => mocks.test(mention) || gaps.test(mention))
      .map((mention) => `${file.path} uses ${mention}`),
  );
}
