import { describe, expect, it } from 'vitest';
import { checkNames } from './check-names.ts';
import { readSourceFiles } from './source-file.ts';

describe('checkNames()', () => {
  it('finds nothing in this tree', () => {
    expect(checkNames(readSourceFiles())).toEqual([]);
  });

  it.for([
    ['a file in camel case', 'jobs/core/keys/buildKey.ts', 'jobs/core/keys/buildKey.ts'],
    ['a file with an underscore', 'ci/image/build_image.ts', 'ci/image/build_image.ts'],
    ['a folder in capitals', 'docs/ADR/0001-a.md', 'docs/ADR'],
    ['a folder for everything', 'jobs/utils/pad.ts', 'jobs/utils'],
    ['a file for everything', 'jobs/core/keys/key-helpers.ts', 'jobs/core/keys/key-helpers.ts'],
    ['a barrel', 'jobs/core/keys/index.ts', 'jobs/core/keys/index.ts'],
  ] as const)('refuses %s', ([, path, culprit]) => {
    expect(checkNames([{ path, text: '' }])).toEqual([expect.stringContaining(`${culprit}: `)]);
  });

  it.for([
    ['docs/errors/JOINERY_INTERNAL.md'],
    ['charts/a/templates/_names.tpl'],
    ['.ci/run'],
    ['a/b-2.test.ts'],
  ] as const)('allows %s', ([path]) => {
    expect(checkNames([{ path, text: '' }])).toEqual([]);
  });
});
