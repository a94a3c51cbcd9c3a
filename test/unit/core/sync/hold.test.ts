import { describe, expect, it } from 'vitest';
import { adaptHold, chooseHold, limitHold } from '../../../../jobs/core/sync/hold.ts';

describe('limitHold()', () => {
  it.for([
    [0, 5],
    [5, 5],
    [10.9, 10],
    [50, 50],
    [3600, 50],
  ] as const)('makes %d s to %d s', ([asked, limited]) => expect(limitHold(asked)).toBe(limited));
});

describe('adaptHold()', () => {
  it.for([
    ['cut by a proxy at 15 s', 50, 15_000, 25],
    ['cut a moment after it began', 50, 2999, 50],
    ['cut at the very end', 10, 10_500, 5],
    ['never below the shortest', 5, 4000, 5],
    ['failed long after it should have ended', 10, 60_000, 10],
  ] as const)('%s', ([, holdSeconds, afterMs, adapted]) => {
    expect(adaptHold(holdSeconds, { afterMs })).toBe(adapted);
  });
});

describe('chooseHold()', () => {
  it.for([
    ['what the values say', 20, undefined, 20],
    ['what passes, if that is less', 20, 10, 10],
    ['what the values say, once that is less than what passes', 8, 10, 8],
  ] as const)('is %s', ([, asked, passing, chosen]) => {
    expect(chooseHold(asked, passing)).toBe(chosen);
  });
});
