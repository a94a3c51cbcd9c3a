import { describe, expect, it } from 'vitest';
import { checkFileLength } from './check-file-length.ts';
import { readSourceFiles } from './source-file.ts';

const code = '{jobs,ci,test,charts}/**/*.{ts,mjs,go,tpl,yaml}';

describe('checkFileLength()', () => {
  it('finds nothing in this tree', () => {
    expect(checkFileLength(readSourceFiles(code))).toEqual([]);
  });

  it.for([
    ['a program', 'jobs/app/a.ts', 300],
    ['a template', 'charts/joinery/templates/a.yaml', 300],
    ['a test', 'test/unit/a.test.ts', 500],
  ] as const)('refuses %s from the first line above its limit', ([, path, limit]) => {
    const file = (lines: number) => ({ path, text: 'line\n'.repeat(lines) });

    expect(checkFileLength([file(limit)])).toEqual([]);
    expect(checkFileLength([file(limit + 1)])).toEqual([`${path}: ${limit + 1} lines, of ${limit} at most`]);
  });
});
