import { describe, expect, it } from 'vitest';
import { judgePresence } from '../../../../jobs/core/presence/judge-presence.ts';

describe('judgePresence()', () => {
  it.for([
    [10, 0, 'Online'],
    [10, 19_999, 'Online'],
    [10, 20_000, 'Late'],
    [10, 29_999, 'Late'],
    [10, 30_000, 'Offline'],
    [5, 15_000, 'Late'],
    [5, 29_999, 'Late'],
    [5, 30_000, 'Offline'],
    [50, 59_999, 'Online'],
    [50, 60_000, 'Late'],
    [50, 109_999, 'Late'],
    [50, 110_000, 'Offline'],
  ] as const)('with a hold of %i s and a silence of %i ms: %s', ([holdSeconds, silentMs, presence]) => {
    expect(judgePresence({ atMs: 1000, holdSeconds }, 1000 + silentMs)).toBe(presence);
  });
});
