import { describe, expect, it } from 'vitest';
import { checkFolderDocs } from './check-folder-docs.ts';
import { readSourceFiles } from './source-file.ts';

const bare = { path: 'jobs/core/a/a.ts', text: 'export const a = 1;\n' };

describe('checkFolderDocs()', () => {
  it('finds nothing in this tree', () => {
    expect(checkFolderDocs(readSourceFiles('{jobs,ci,test}/**/*'))).toEqual([]);
  });

  it('refuses a folder that nothing explains', () => {
    expect(checkFolderDocs([bare, { path: 'jobs/core/README.md', text: 'of the folder above' }])).toEqual([
      expect.stringContaining('jobs/core/a: '),
    ]);
  });

  it('refuses a folder of which only one file is explained', () => {
    expect(checkFolderDocs([bare, { path: 'jobs/core/a/b.ts', text: '// What it is.\n' }])).toHaveLength(1);
  });

  it.for([
    ['a folder with a README.md', [bare, { path: 'jobs/core/a/README.md', text: 'What it is.' }]],
    ['a folder whose only file says what it is', [{ ...bare, text: `/** What it is. */\n${bare.text}` }]],
    ['a folder of unit tests', [{ ...bare, path: 'test/unit/core/a/a.test.ts' }]],
  ] as const)('allows %s', ([, files]) => {
    expect(checkFolderDocs(files)).toEqual([]);
  });
});
