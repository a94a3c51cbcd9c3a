import { describe, expect, it } from 'vitest';
import { planJoin, type JoinFacts } from '../../../../jobs/core/join-plan/plan-join.ts';
import type { JoinOrder } from '../../../../jobs/core/join-secret/parse-join-secret.ts';
import { createMemberIdentity } from '../../../../jobs/core/member-identity/create-member-identity.ts';
import { deriveMemberName } from '../../../../jobs/core/membership/member-name.ts';
import { aJoinToken } from '../../../builders/a-join-token.ts';
import { aMembership } from '../../../builders/a-membership.ts';

const stranger = createMemberIdentity(new Uint8Array(64), new Date());
const member = { ...stranger, membership: aMembership() };
const clusterUid = 'b7a1c0de-0000-4000-8000-000000000001';
const derived = deriveMemberName(clusterUid);

function anOrder(overrides: Partial<JoinOrder> = {}): JoinOrder {
  const token = aJoinToken();
  return {
    token,
    tokenDigest: 'new-token',
    endpoint: token.endpoint,
    extraCa: '',
    isOwnEndpoint: false,
    ...overrides,
  };
}

const order = anOrder();
const usedOrder = anOrder({ tokenDigest: member.membership.tokenDigest });
const boundOrder = anOrder({ token: aJoinToken({ memberName: 'edge-7' }) });

type Given = Partial<Omit<JoinFacts, 'readOrder'>> & { readonly order?: JoinOrder | undefined };

function facts(given: Given): JoinFacts {
  const { order: found, ...overrides } = { order, ...given };
  return {
    deploymentUid: 'deployment-1',
    standDownUid: undefined,
    leaveUid: undefined,
    identity: stranger,
    isDisowned: false,
    readOrder: () => found,
    configuredName: '',
    clusterUid,
    ...overrides,
  };
}

function readBadOrder(): never {
  throw new Error('This Secret is bad');
}

describe('planJoin()', () => {
  it.for([
    [
      'stands down while it is uninstalled',
      { standDownUid: 'deployment-1', identity: member },
      { step: 'stand-down' },
    ],
    ['leaves when it is told to', { leaveUid: 'deployment-1', identity: member }, { step: 'leave' }],
    [
      'goes on with leaving where it was interrupted',
      { leaveUid: 'deployment-1', standDownUid: 'deployment-1' },
      { step: 'leave' },
    ],
    [
      'does not leave because a release before it was told to',
      { leaveUid: 'deployment-0', identity: member, order: usedOrder },
      { step: 'stay', order: usedOrder },
    ],
    [
      'stands down before it judges a name',
      { standDownUid: 'deployment-1', configuredName: 'No!' },
      { step: 'stand-down' },
    ],
    [
      'stands down while its Deployment is going already',
      { standDownUid: 'deployment-1', deploymentUid: undefined },
      { step: 'stand-down' },
    ],
    [
      'joins when an earlier install stood down',
      { standDownUid: 'deployment-0' },
      { step: 'join', order, name: derived },
    ],
    [
      'joins when nobody stood down and the Deployment is gone',
      { deploymentUid: undefined },
      { step: 'join' },
    ],
    ['waits without a join Secret', { order: undefined }, { step: 'wait' }],
    [
      'waits without a join Secret, with a name',
      { order: undefined, configuredName: 'edge-7' },
      { step: 'wait' },
    ],
    ['stays without a join Secret', { order: undefined, identity: member }, { step: 'stay' }],
    ['stays with the token it joined with', { order: usedOrder, identity: member }, { step: 'stay' }],
    [
      'stays when the name is written down later',
      { order: usedOrder, identity: member, configuredName: 'edge-7' },
      { step: 'stay' },
    ],
    [
      'joins with the same token when disowned',
      { order: usedOrder, identity: member, isDisowned: true },
      { step: 'join', name: 'edge-7' },
    ],
    [
      'joins again with a new token, under its name',
      { identity: member },
      { step: 'join', order, name: 'edge-7' },
    ],
    ['joins under a name of its own when none is given', {}, { step: 'join', name: derived }],
    ['joins under the name of the values', { configuredName: 'edge-8' }, { step: 'join', name: 'edge-8' }],
    ['joins under the name of the token', { order: boundOrder }, { step: 'join', name: 'edge-7' }],
    [
      'prefers the name of the join Secret to that of the values',
      { order: anOrder({ memberName: 'edge-9' }), configuredName: 'edge-8' },
      { step: 'join', name: 'edge-9' },
    ],
    [
      'prefers the name of the values to that of the token',
      { order: boundOrder, configuredName: 'edge-8' },
      { step: 'join', name: 'edge-8' },
    ],
  ] as const)('%s', ([, given, plan]) => {
    expect(planJoin(facts(given as Given))).toMatchObject(plan);
  });

  it.for([
    ['the join Secret', { order: anOrder({ memberName: 'edge-8' }) }],
    ['the join Secret, though its token is the old one', { order: { ...usedOrder, memberName: 'edge-8' } }],
    ['the values', { configuredName: 'edge-8', order: undefined }],
    ['a token bound to it', { order: anOrder({ token: aJoinToken({ memberName: 'edge-8' }) }) }],
  ] as const)('refuses to change the name of a member, asked by %s', ([, given]) => {
    expect(() => planJoin(facts({ identity: member, ...given }))).toThrow(
      expect.objectContaining({ code: 'JOINERY_NAME_CHANGED' }),
    );
  });

  it('stands down before it reads the join Secret, which may be bad', () => {
    const standingDown = facts({ standDownUid: 'deployment-1' });

    expect(planJoin({ ...standingDown, readOrder: readBadOrder })).toEqual({
      step: 'stand-down',
    });
  });

  it('has nothing to come back with when disowned without a join Secret', () => {
    expect(() => planJoin(facts({ identity: member, isDisowned: true, order: undefined }))).toThrow(
      expect.objectContaining({ code: 'JOINERY_MEMBER_UNKNOWN' }),
    );
  });

  it('refuses a name in the values that is no DNS label', () => {
    expect(() => planJoin(facts({ configuredName: 'Edge 7' }))).toThrow(
      expect.objectContaining({ code: 'JOINERY_NAME_INVALID' }),
    );
  });
});
