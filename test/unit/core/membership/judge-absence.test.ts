import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../../jobs/core/kubernetes/objects.ts';
import { judgeAbsence } from '../../../../jobs/core/membership/judge-absence.ts';
import type { MemberStatus } from '../../../../jobs/core/membership/member.ts';

const dayMs = 86_400_000;
const offlineKeptMs = 90 * dayMs;

function condition(type: string, status: Condition['status'], lastTransitionTime: string): Condition {
  return { type, status, reason: 'Test', message: '', lastTransitionTime };
}

const start = '2026-01-01T00:00:00Z';
const after = (days: number, ms = 0): Date => new Date(new Date(start).getTime() + days * dayMs + ms);

describe('judgeAbsence()', () => {
  const left = { leftAt: start, conditions: [condition('Joined', 'False', start)] };
  const offline = { lastSeenTime: start, conditions: [condition('Online', 'False', start)] };

  it.for([
    ['left 30 days ago', left, after(30), 'Left'],
    ['left a millisecond less ago', left, after(30, -1), undefined],
    ['left, and is offline for longer than allowed', { ...offline, ...left }, after(29), undefined],
    [
      'left and came back',
      { ...left, conditions: [condition('Joined', 'True', start)] },
      after(31),
      undefined,
    ],
    ['left at a time nobody can read', { ...left, leftAt: 'yesterday' }, after(400), undefined],
    ['is offline as long as allowed', offline, after(90), 'Offline'],
    ['is offline a millisecond less', offline, after(90, -1), undefined],
    [
      'is late, or nobody listened',
      { ...offline, conditions: [condition('Online', 'Unknown', start)] },
      after(400),
      undefined,
    ],
    ['is online', { ...offline, conditions: [condition('Online', 'True', start)] }, after(400), undefined],
    [
      'was found offline lately, after a time without a hub',
      { lastSeenTime: start, conditions: [condition('Online', 'False', '2026-03-01T00:00:00Z')] },
      after(100),
      undefined,
    ],
    [
      'was heard after it was found offline',
      { ...offline, lastSeenTime: '2026-03-01T00:00:00Z' },
      after(100),
      undefined,
    ],
    ['was offline from the start', { conditions: offline.conditions }, after(90), 'Offline'],
    ['never joined', {}, after(400), undefined],
  ] satisfies [string, MemberStatus, Date, string | undefined][])(
    'of a member that %s',
    ([, status, now, reason]) => {
      expect(judgeAbsence(status, { now, offlineKeptMs })).toBe(reason);
    },
  );

  it('keeps who is offline for ever unless told otherwise', () => {
    expect(judgeAbsence(offline, { now: after(99_999), offlineKeptMs: Infinity })).toBeUndefined();
  });
});
