import { describe, expect, it } from 'vitest';
import { countQuick, paceMs } from '../../../../jobs/core/sync/pace.ts';

describe('countQuick()', () => {
  it.for([
    ['counts an answer that came at once', 3, 20, 4],
    ['begins anew after one that was held', 3, 9000, 0],
  ] as const)('%s', ([, inRow, tookMs, counted]) => {
    expect(countQuick(inRow, tookMs)).toBe(counted);
  });
});

describe('paceMs()', () => {
  it.for([
    ['no pause for the first words', 5, 0],
    ['a second after that', 6, 1000],
    ['twice as long each time', 8, 4000],
    ['no longer than the request would be held', 30, 10_000],
    ['no pause for the first news', 5, 0, true],
    ['a moment while there are news again and again', 30, 250, true],
  ] as const)('is %s', ([, inRow, expected, isProgress = false]) => {
    expect(paceMs(inRow, 10, isProgress)).toBe(expected);
  });
});
