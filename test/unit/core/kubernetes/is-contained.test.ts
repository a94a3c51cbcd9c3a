import { describe, expect, it } from 'vitest';
import { isContained } from '../../../../jobs/core/kubernetes/is-contained.ts';

describe('isContained()', () => {
  it.for([
    ['the same', { a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] }, true],
    ['more fields', { a: [{ b: 1 }] }, { a: [{ b: 1, c: 2 }], d: 3 }, true],
    ['another value', { a: 1 }, { a: 2 }, false],
    ['a field too few', { a: { b: 1 } }, { a: {} }, false],
    ['a longer list', { a: [1] }, { a: [1, 2] }, false],
    ['a shorter list', { a: [1, 2] }, { a: [1] }, false],
    ['no list', { a: [1] }, { a: { 0: 1 } }, false],
    ['no object', { a: { b: 1 } }, { a: null }, false],
    ['nothing', { a: {} }, undefined, false],
  ] as const)('compares with %s', ([, wanted, stored, outcome]) => {
    expect(isContained(wanted, stored)).toBe(outcome);
  });
});
