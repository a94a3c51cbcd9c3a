import { describe, expect, it } from 'vitest';
import { isLater } from '../../../../jobs/workflows/deliver/said-report.ts';

const one = { report: { parts: [] }, digest: 'A', instance: 'one', sequence: 5, saidAtMs: 1000 };

describe('isLater()', () => {
  it.for([
    ['with a higher number', { sequence: 6, saidAtMs: 900 }, true],
    ['with a lower number', { sequence: 4, saidAtMs: 1100 }, false],
    ['played again', {}, false],
    ['of another process, said later', { instance: 'other', sequence: 1, saidAtMs: 1001 }, true],
    ['of another process, said before', { instance: 'other', sequence: 9, saidAtMs: 999 }, false],
    ['of another process, said in the same moment', { instance: 'other', sequence: 9 }, false],
  ] as const)('of a word %s', ([, changed, expected]) => {
    expect(isLater({ ...one, ...changed }, one)).toBe(expected);
  });
});
