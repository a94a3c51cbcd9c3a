import { describe, expect, it } from 'vitest';
import type { MemberStatus } from '../../../../jobs/core/membership/member.ts';
import { describePresence, type SilenceFacts } from '../../../../jobs/core/presence/describe-presence.ts';

const now = new Date('2026-11-20T12:00:00Z');
const condition = (type: string, status: 'True' | 'False' | 'Unknown', reason: string) => ({
  type,
  status,
  reason,
  message: '',
  lastTransitionTime: '2026-11-20T10:00:00Z',
});
const joined = condition('Joined', 'True', 'Joined');
const online = { ...condition('Online', 'True', 'Heard'), message: 'The member is in touch.' };
const offline = condition('Online', 'False', 'Offline');
const aStatus = (...conditions: MemberStatus['conditions'] & object): MemberStatus => ({
  lastSeenTime: '2026-11-20T11:00:00Z',
  conditions: [joined, ...conditions],
});

function facts(silentMs: number | undefined, listeningMs: number, isDuplicated = false): SilenceFacts {
  const word = { atMs: now.getTime() - (silentMs ?? 0), holdSeconds: 10 };
  return {
    lastWord: silentMs === undefined ? undefined : { word, silentMs },
    listeningMs,
    isDuplicated,
    now,
  };
}

const tell = (status: MemberStatus | undefined, type = 'Online') => {
  const found = status?.conditions?.find((each) => each.type === type);
  return found === undefined ? 'nothing' : `${found.status} ${found.reason}`;
};

describe('describePresence()', () => {
  it.for([
    ['in touch, known', online, 5000, 3_600_000, 'unchanged'],
    ['back', offline, 5000, 3_600_000, 'True Heard'],
    ['late', online, 18_000, 3_600_000, 'Unknown Late'],
    ['late, known offline', offline, 18_000, 3_600_000, 'unchanged'],
    ['gone', online, 28_000, 3_600_000, 'False Offline'],
    ['gone, known', offline, 3_600_000, 3_600_000, 'unchanged'],
    ['gone by old news, hub just started', online, 60_000, 1000, 'Unknown HubRestarted'],
    ['gone by old news, hub up for the threshold', online, 60_000, 28_000, 'False Offline'],
    ['in touch by old news, hub just started', online, 10_000, 1000, 'unchanged'],
    ['nothing known, hub just started', online, undefined, 1000, 'Unknown HubRestarted'],
    ['nothing known, known offline, hub just started', offline, undefined, 1000, 'unchanged'],
    ['nothing known, hub up for the threshold', online, undefined, 28_000, 'False Offline'],
  ] as const)('%s', ([, known, silentMs, listeningMs, outcome]) => {
    const status = describePresence(aStatus(known), facts(silentMs, listeningMs));

    expect(status === undefined ? 'unchanged' : tell(status)).toBe(outcome);
  });

  it('says when an absent member was heard last, and that what it knows is unknown', () => {
    const status = describePresence(aStatus(online), facts(45_000, 3_600_000));

    expect(status?.lastSeenTime).toBe('2026-11-20T11:59:15Z');
    expect(tell(status, 'UpToDate')).toBe('Unknown NotHeard');
    expect(status?.conditions?.find(({ type }) => type === 'Online')?.message).toContain('11:59:15Z');
  });

  it('gives a member that joined a moment ago time to come on', () => {
    const fresh = { ...joined, lastTransitionTime: '2026-11-20T11:59:33Z' };

    expect(describePresence({ conditions: [fresh] }, facts(undefined, 3_600_000))).toBeUndefined();
  });

  it('says of one that joined and was never heard just that', () => {
    const status = describePresence({ conditions: [joined] }, facts(undefined, 3_600_000));

    expect(tell(status)).toBe('Unknown NeverHeard');
  });

  it('says that two use one key, and takes it back only after having listened long enough', () => {
    const told = describePresence(aStatus(online), facts(1000, 1000, true));
    const before = aStatus(online, condition('IdentityUnique', 'False', 'DuplicateIdentity'));
    const early = describePresence(before, facts(1000, 599_999));
    const late = describePresence(before, facts(1000, 600_000));

    expect(tell(told, 'IdentityUnique')).toBe('False DuplicateIdentity');
    expect(describePresence(told ?? {}, facts(1000, 3_600_000))).toBeUndefined();
    expect(early).toBeUndefined();
    expect(tell(late, 'IdentityUnique')).toBe('True OneInstance');
  });
});
