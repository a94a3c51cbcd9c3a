import { describe, expect, it } from 'vitest';
import { judgePresence } from '../../../../jobs/core/presence/judge-presence.ts';

describe('judgePresence()', () => {
  it.for([
    [10, 0, 'Online'],
    [10, 17_999, 'Online'],
    [10, 18_000, 'Late'],
    [10, 27_999, 'Late'],
    [10, 28_000, 'Offline'],
    [5, 13_000, 'Late'],
    [5, 27_999, 'Late'],
    [5, 28_000, 'Offline'],
    [50, 57_999, 'Online'],
    [50, 58_000, 'Late'],
    [50, 107_999, 'Late'],
    [50, 108_000, 'Offline'],
  ] as const)('with a hold of %i s and a silence of %i ms: %s', ([holdSeconds, silentMs, presence]) => {
    expect(judgePresence({ atMs: 1000, holdSeconds }, 1000 + silentMs)).toBe(presence);
  });
});
