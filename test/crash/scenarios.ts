import { found } from '../builders/found.ts';
import type { Scenario } from './play.ts';
import { aBareWorld, aJoinedWorld, aWorldToJoin, aWorldToJoinWithCa } from './world.ts';

const dayMs = 24 * 60 * 60 * 1000;

async function aWorldToReplace() {
  const world = await aJoinedWorld();
  const { token = '' } = await world.primary.mint('join-token-b', {
    'joinery.dev/replace': 'true',
    'joinery.dev/member-name': 'edge-7',
  });
  await world.secondary.remove('Secret', 'mc-identity');
  await world.secondary.giveToken({ token });
  return world;
}

async function aWorldWithAnotherToken() {
  const world = await aJoinedWorld();
  const { token = '' } = await world.primary.mint('join-token-b');
  await world.secondary.giveToken({ token, 'member-name': 'edge-7' });
  return world;
}

async function aWorldToAccept() {
  const world = await aJoinedWorld({ config: { approval: 'manual' } });
  const member = found(await world.primary.readMember('edge-7'));
  await world.primary.kubernetes.update('Member', { ...member, spec: { accepted: true } });
  return world;
}

async function aWorldThatRemoved() {
  const world = await aJoinedWorld();
  await world.primary.remove('Member', 'edge-7');
  return world;
}

async function aWorldReinstalled() {
  const world = await aJoinedWorld();
  await world.secondary.leave();
  await world.secondary.uninstall();
  await world.secondary.install();
  return world;
}

async function aWorldWithAnExpiredToken() {
  const world = await aWorldToJoin();
  await world.primary.clock.leap(dayMs);
  return world;
}

async function aWorldWithAnOldVerifier() {
  const world = await aWorldToJoin();
  await world.primary.remove('Secret', 'join-token-a');
  await world.primary.clock.leap(9 * dayMs);
  return world;
}

/** What is played; a new workflow is a new row here. */
export const scenarios: readonly Scenario[] = [
  {
    title: 'A new set, made by the Job',
    arrange: aBareWorld,
    victim: 'promote',
    seconds: 1,
    reaches: '"reason": "IsPrimary"',
  },
  {
    title: 'A new set, made by Job and hub at once',
    arrange: aBareWorld,
    victim: 'promote',
    beside: ['hub'],
    seconds: 1,
    reaches: '"reason": "IsPrimary"',
  },
  {
    title: 'A hub that makes a new set and a token',
    arrange: aBareWorld,
    victim: 'hub',
    seconds: 3,
    reaches: '"status": "Ready"',
  },
  {
    title: 'One of two hubs that make a new set and a token',
    arrange: aBareWorld,
    victim: 'hub',
    beside: ['hub'],
    seconds: 3,
    reaches: '"status": "Ready"',
  },
  {
    title: 'A token that expired',
    arrange: aWorldWithAnExpiredToken,
    victim: 'hub',
    seconds: 6,
    reaches: '"status": "Expired"',
  },
  {
    title: 'A verifier whose time is over',
    arrange: aWorldWithAnOldVerifier,
    victim: 'hub',
    seconds: 11,
    reaches: '"name": "mc-join"',
  },
  {
    title: 'A join by the Job',
    arrange: aWorldToJoin,
    victim: 'join',
    beside: ['hub'],
    seconds: 6,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A join by the Job',
    arrange: aWorldToJoin,
    victim: 'hub',
    beside: ['join'],
    seconds: 6,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A join with a CA',
    arrange: aWorldToJoinWithCa,
    victim: 'join',
    beside: ['hub'],
    seconds: 6,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A join with a CA',
    arrange: aWorldToJoinWithCa,
    victim: 'hub',
    beside: ['join'],
    seconds: 6,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A join by Job and agent at once',
    arrange: aWorldToJoin,
    victim: 'join',
    beside: ['hub', 'agent'],
    seconds: 12,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A join by Job and agent at once',
    arrange: aWorldToJoin,
    victim: 'agent',
    beside: ['hub', 'join'],
    seconds: 12,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A join again, with a new token',
    arrange: aWorldWithAnotherToken,
    victim: 'join',
    beside: ['hub'],
    seconds: 3,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A join with new keys, in place of the lost ones',
    arrange: aWorldToReplace,
    victim: 'join',
    beside: ['hub'],
    seconds: 3,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A join with new keys, in place of the lost ones',
    arrange: aWorldToReplace,
    victim: 'hub',
    beside: ['join'],
    seconds: 3,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A join again, after leaving',
    arrange: aWorldReinstalled,
    victim: 'join',
    beside: ['hub'],
    seconds: 3,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A join again, after leaving',
    arrange: aWorldReinstalled,
    victim: 'hub',
    beside: ['join'],
    seconds: 3,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A member that stays in touch',
    arrange: aJoinedWorld,
    victim: 'agent',
    beside: ['hub'],
    seconds: 12,
    reaches: '"reason": "Heard"',
  },
  {
    title: 'A member that stays in touch',
    arrange: aJoinedWorld,
    victim: 'hub',
    beside: ['agent'],
    seconds: 12,
    reaches: '"reason": "Heard"',
  },
  {
    title: 'A member that is accepted',
    arrange: aWorldToAccept,
    victim: 'agent',
    beside: ['hub'],
    seconds: 12,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A member that is accepted',
    arrange: aWorldToAccept,
    victim: 'hub',
    beside: ['agent'],
    seconds: 12,
    reaches: '"status": "Joined"',
  },
  {
    title: 'A member that was removed',
    arrange: aWorldThatRemoved,
    victim: 'agent',
    beside: ['hub'],
    seconds: 12,
    reaches: '"status": "Rejected"',
  },
  {
    title: 'A member that leaves',
    arrange: aJoinedWorld,
    victim: 'leave',
    beside: ['hub'],
    seconds: 3,
    reaches: '"message": "This cluster left the set."',
  },
  {
    title: 'A member that leaves, its agent still there',
    arrange: aJoinedWorld,
    victim: 'leave',
    beside: ['hub', 'agent'],
    seconds: 12,
    reaches: '"message": "This cluster left the set."',
  },
  {
    title: 'A member that leaves',
    arrange: aJoinedWorld,
    victim: 'hub',
    beside: ['leave'],
    seconds: 3,
    reaches: '"message": "This cluster left the set."',
  },
  {
    title: 'A hub that is uninstalled',
    arrange: aJoinedWorld,
    victim: 'demote',
    seconds: 1,
    reaches: 'The hub was uninstalled',
  },
  {
    title: 'A certificate of its own',
    arrange: aBareWorld,
    victim: 'certificate',
    seconds: 1,
    reaches: '"tls.crt"',
  },
];
