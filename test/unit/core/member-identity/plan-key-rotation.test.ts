import { describe, expect, it } from 'vitest';
import {
  createMemberIdentity,
  createMemberKeys,
} from '../../../../jobs/core/member-identity/create-member-identity.ts';
import { expiryOf, isKeyRotationDue } from '../../../../jobs/core/member-identity/plan-key-rotation.ts';
import { addNextKeys, takeUpNextKeys } from '../../../../jobs/core/member-identity/rotate-member-identity.ts';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import { verifyKeyChain } from '../../../../jobs/core/protocol/key-chain.ts';
import { SeededRandom } from '../../../fakes/seeded-random.ts';

const dayMs = 86_400_000;
const random = new SeededRandom('keys');
const madeAt = new Date('2026-11-20T12:00:00Z');
const daysLater = (days: number) => new Date(madeAt.getTime() + days * dayMs);
const identity = createMemberIdentity(random.bytes(64), madeAt);
const facts = { mark: '', maxAge: '90d', now: madeAt };

describe('isKeyRotationDue()', () => {
  it.for([
    ['new keys', {}],
    ['keys before two thirds of their time', { now: daysLater(59.9) }],
    ['keys that are older by a clock that was wrong', { now: daysLater(-400) }],
    ['a mark that was obeyed', { mark: 'monday' }],
    ['an age beyond a year, which counts as a year', { maxAge: '9999d', now: daysLater(243) }],
  ] as const)('leaves %s', ([, changed]) => {
    expect(isKeyRotationDue({ ...identity, rotated: 'monday' }, { ...facts, ...changed })).toBe(false);
  });

  it.for([
    ['keys at three quarters of their time', { now: daysLater(67.5) }],
    ['keys past their time', { now: daysLater(500) }],
    ['a new mark', { mark: 'tuesday' }],
    ['an age beyond a year, which counts as a year', { maxAge: '9999d', now: daysLater(274) }],
  ] as const)('obeys %s', ([, changed]) => {
    expect(isKeyRotationDue({ ...identity, rotated: 'monday' }, { ...facts, ...changed })).toBe(true);
  });

  it('spreads members that joined together', () => {
    const members = Array.from({ length: 100 }, () => createMemberIdentity(random.bytes(64), madeAt));
    const dueBy = (days: number) =>
      members.filter((member) => isKeyRotationDue(member, { ...facts, now: daysLater(days) })).length;

    expect(dueBy(63.75)).toBeGreaterThan(25);
    expect(dueBy(63.75)).toBeLessThan(75);
  });
});

describe('expiryOf()', () => {
  it('adds the age to the time of making', () => {
    expect(expiryOf(identity, '90d')).toEqual(daysLater(90));
  });
});

describe('takeUpNextKeys()', () => {
  it('changes nothing where there are none', () => {
    expect(takeUpNextKeys(identity)).toEqual(identity);
  });

  it('keeps a chain of the latest twelve keys, and no private half of an old one', async () => {
    let member = identity;
    for (let days = 1; days <= 15; days += 1) {
      const keys = createMemberKeys(random.bytes(64), daysLater(days));
      member = takeUpNextKeys(await addNextKeys(member, keys, `day ${days}`));
    }

    expect(member).toMatchObject({ rotated: 'day 15', madeAt: '2026-12-05T12:00:00Z' });
    expect(JSON.stringify(member)).not.toContain(identity.signing.d);
    const [oldest] = member.chain;
    const { proven } = await verifyKeyChain(member.chain, thumbprint(oldest?.key ?? identity.signing));
    expect([proven.length, proven.at(-1)?.key]).toEqual([12, thumbprint(member.signing)]);
  });
});
