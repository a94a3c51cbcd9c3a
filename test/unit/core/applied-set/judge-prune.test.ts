import { describe, expect, it } from 'vitest';
import { isPruneHeld } from '../../../../jobs/core/applied-set/judge-prune.ts';

const revision = 'a'.repeat(43);

describe('isPruneHeld()', () => {
  it.for([
    ['nothing that goes', { before: 5, goes: 0, stays: 5 }, false],
    ['the only object, with another in its place', { before: 1, goes: 1, stays: 1 }, false],
    ['the only object', { before: 1, goes: 1, stays: 0 }, true],
    ['ten of twelve', { before: 12, goes: 10, stays: 2 }, false],
    ['eleven of thirty-three, a third', { before: 33, goes: 11, stays: 22 }, false],
    ['eleven of thirty-two, more than a third', { before: 32, goes: 11, stays: 21 }, true],
    ['thirty of a hundred', { before: 100, goes: 30, stays: 70 }, false],
    ['nothing of a part that never had anything', { before: 0, goes: 0, stays: 0 }, false],
  ] as const)('judges %s', ([, counts, isHeld]) => {
    expect(isPruneHeld(counts, { allowed: '', revision })).toBe(isHeld);
  });

  it('is allowed for one revision by a person', () => {
    const all = { before: 5, goes: 5, stays: 0 };

    expect(isPruneHeld(all, { allowed: revision, revision })).toBe(false);
    expect(isPruneHeld(all, { allowed: 'b'.repeat(43), revision })).toBe(true);
  });
});
