import { describe, expect, it } from 'vitest';
import { checkTestHonesty } from './check-test-honesty.ts';
import { readSourceFiles } from './source-file.ts';

const path = 'test/unit/a.test.ts';

describe('checkTestHonesty()', () => {
  it('finds nothing in this tree', () => {
    expect(checkTestHonesty(readSourceFiles('test/**/*.ts'))).toEqual([]);
  });

  it.for([
    ['vi.mock', "vi.mock('./a.ts');"],
    ['vi.spyOn', "vi.spyOn(a, 'b');"],
    ['it.skip', "it.skip('does', () => undefined);"],
    ['describe.only', "describe.only('a', () => undefined);"],
    ['it.only', "it.only.for([1])('does %i', () => undefined);"],
    ['test.concurrent.skip', "test.concurrent.skip('does', () => undefined);"],
    ['it.todo', "it.todo('does');"],
  ] as const)('refuses %s', ([mention, text]) => {
    expect(checkTestHonesty([{ path, text }])).toEqual([`${path} uses ${mention}`]);
  });

  it('allows the words in a title', () => {
    const text = "it('tells vi.mock and it.skip from text', () => undefined);";

    expect(checkTestHonesty([{ path, text }])).toEqual([]);
  });
});
