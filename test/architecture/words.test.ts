import { describe, expect, it } from 'vitest';
import { checkWords } from './check-words.ts';
import { readSourceFiles } from './source-file.ts';

describe('checkWords()', () => {
  it('finds nothing in this tree', () => {
    expect(checkWords(readSourceFiles())).toEqual([]);
  });

  // The underscores are taken out: this file must not have the words either.
  it.for([
    ['who wrote it', 'written by an assist_ant'],
    ['a folder of one machine', 'cd /_root/joinery'],
    ['a registry of one machine', '"_resolved": "https://npm.example.com/a.tgz"'],
  ] as const)('refuses %s', ([, text]) => {
    expect(checkWords([{ path: 'README.md', text: text.replaceAll('_', '') }])).toHaveLength(1);
  });

  it('allows words that have such a word in them, and paths inside of others', () => {
    const text = 'Proof of possession is in docs/work/plan.md and in /proc/1/root/run.';

    expect(checkWords([{ path: 'README.md', text }])).toEqual([]);
  });
});
