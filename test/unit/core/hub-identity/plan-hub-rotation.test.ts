import { describe, expect, it } from 'vitest';
import { createHubIdentity } from '../../../../jobs/core/hub-identity/create-hub-identity.ts';
import {
  needsChain,
  signingKeyAt,
  type HubIdentity,
} from '../../../../jobs/core/hub-identity/hub-identity.ts';
import { planHubRotation } from '../../../../jobs/core/hub-identity/plan-hub-rotation.ts';
import {
  announceSuccessor,
  dropPredecessor,
} from '../../../../jobs/core/hub-identity/rotate-hub-identity.ts';
import { newestKey, verifyKeyChain } from '../../../../jobs/core/protocol/key-chain.ts';

const bytes = Uint8Array.from({ length: 96 }, (_, at) => at);
const born = createHubIdentity(bytes, new Date(0), 'at birth');
const announced = await announceSuccessor(born, { seed: new Uint8Array(32).fill(1), from: 1000, mark: '' });
const full: HubIdentity = { ...born, chain: Array.from({ length: 64 }, () => announced.chain.at(-1)!) };
const nothing = { step: 'nothing' };

function plan(identity: HubIdentity, facts: Partial<Parameters<typeof planHubRotation>[1]>) {
  const defaults = { mark: '', isOrdered: false, overlapSeconds: 100, now: new Date(500_200) };
  return planHubRotation(identity, { ...defaults, ...facts });
}

describe('planHubRotation()', () => {
  it.for([
    ['refuses a key that no chain has room for', full, { isOrdered: true }, { step: 'refuse' }],
    ['does nothing without being asked', born, {}, nothing],
    ['does nothing for what was set at birth', born, { mark: 'at birth' }, nothing],
    ['does nothing while a successor waits', announced, {}, nothing],
    ['does not forget a key a moment too early', announced, { now: new Date(999_999) }, nothing],
    ['announces for a new value', born, { mark: 'monday' }, { step: 'announce', from: 601 }],
    ['announces on command', born, { isOrdered: true }, { step: 'announce', from: 601 }],
    [
      'lets the successor of one that waits take over sooner',
      announced,
      { mark: 'monday', overlapSeconds: 1 },
      { step: 'announce', from: 502 },
    ],
    [
      'lets it take over no later',
      announced,
      { isOrdered: true, overlapSeconds: 9999 },
      { step: 'announce', from: 1000 },
    ],
    [
      'forgets the old key when its time is over',
      announced,
      { now: new Date(1_000_000) },
      { step: 'switch' },
    ],
    [
      'forgets it before it obeys the next order',
      announced,
      { isOrdered: true, now: new Date(1_000_000) },
      { step: 'switch' },
    ],
  ] as const)('%s', ([, identity, facts, expected]) => {
    expect(plan(identity, facts)).toEqual(expected);
  });
});

describe('announceSuccessor()', () => {
  it('keeps both private halves and notes what it obeyed', async () => {
    const next = await announceSuccessor(born, { seed: new Uint8Array(32).fill(1), from: 5, mark: 'monday' });

    expect(next).toMatchObject({ signing: born.signing, next: { from: 5 }, rotated: 'monday' });
    expect(next.hubId).toBe(born.hubId);
    expect((await verifyKeyChain(next.chain, born.hubId)).proven).toHaveLength(2);
  });

  it('lets a successor that waits vouch for its own', async () => {
    const seed = new Uint8Array(32).fill(2);
    const twice = await announceSuccessor(announced, { seed, from: 700, mark: '' });

    expect(twice).toMatchObject({ signing: born.signing, rotated: 'at birth' });
    expect((await verifyKeyChain(twice.chain, newestKey(announced.chain))).proven).toHaveLength(2);
  });
});

describe('dropPredecessor()', () => {
  it('leaves no private half of the old key', () => {
    const switched = dropPredecessor(announced);

    expect(JSON.stringify(switched)).not.toContain(born.signing.d);
    expect(switched.signing).toEqual(announced.next?.signing);
    expect(switched.next).toBeUndefined();
  });
});

describe('signingKeyAt()', () => {
  it.for([
    ['the present key before the hour', 999_999, announced.signing],
    ['the successor from the hour on', 1_000_000, announced.next?.signing],
  ] as const)('is %s', ([, nowMs, key]) => {
    expect(signingKeyAt(announced, new Date(nowMs))).toEqual(key);
  });

  it('is the only key of a hub that announced none', () => {
    expect(signingKeyAt(born, new Date(9e12))).toEqual(born.signing);
  });
});

describe('needsChain()', () => {
  it.for([
    ['the only key', born, born.hubId, false],
    ['the newest key', announced, newestKey(announced.chain), false],
    ['a key that this replica has not heard of', born, newestKey(announced.chain), false],
    ['no key', announced, '', false],
    ['an older key', announced, born.hubId, true],
  ] as const)('of a member that knows %s: judges rightly', ([, identity, hubKey, expected]) => {
    expect(needsChain(identity, hubKey)).toBe(expected);
  });
});
