import { takeBackup } from '../../jobs/workflows/backup/take-backup.ts';
import { aPrimaryConfig, setNamespace } from '../builders/a-config.ts';
import { declareMembers } from '../../jobs/workflows/declare/declare-members.ts';
import { found } from '../builders/found.ts';
import { CrashPoints } from '../fakes/crash-points.ts';
import { FakeKubernetesApi } from '../fakes/fake-kubernetes-api.ts';
import type { Scenario } from './play.ts';
import { programs } from './programs.ts';
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

const members = [
  { name: 'edge-7', labels: { region: 'eu' }, token: 'a' },
  { name: 'edge-8', ttl: '1h' },
];

const aWorldThatDeclares = async () => aBareWorld({ members });

/** The entry of a member that never joined is gone from the values, and another member lost its labels. */
async function aWorldThatWithdraws() {
  const world = await aBareWorld({ members });
  const run = { points: new CrashPoints(), signal: new AbortController().signal, seed: 'before' };
  await programs.promote(world, run);
  return {
    ...world,
    primary: { ...world.primary, config: aPrimaryConfig({ members: [{ name: 'edge-7' }] }) },
  };
}

/** The hub has been told to change its key. */
async function aWorldToRotate() {
  const world = await aJoinedWorld();
  const config = { ...world.primary.config, hubKeyRotation: 'now', hubKeyOverlap: '1m' };
  return { ...world, primary: { ...world.primary, config } };
}

/** The hub has announced another key, and the time of that one has come. */
async function aWorldToSwitch() {
  const world = await aWorldToRotate();
  const stop = new AbortController();
  const run = { points: new CrashPoints(), signal: stop.signal, seed: 'before' };
  const ended = programs.hub(world, run).catch(() => undefined);
  await world.primary.clock.advance(0);
  stop.abort('announced');
  await ended;
  await world.primary.clock.leap(61_000);
  return world;
}

/** The namespace of the set was lost, but for what was saved of it. */
async function aWorldToRestore() {
  const world = await aJoinedWorld();
  const backup = await takeBackup(world.primary.ports, setNamespace);
  const kubernetes = new FakeKubernetesApi('primary', [setNamespace]);
  return { ...world, backup, primary: { ...world.primary, kubernetes } };
}

async function aWorldWithOtherEntries() {
  const world = await aJoinedWorld();
  const { ports, config } = world.primary;
  const edge7 = { name: 'edge-7', labels: { region: 'eu' } };
  await declareMembers(ports, { ...config, members: [edge7, { name: 'edge-8' }, { name: 'edge-9' }] });
  const members = [{ name: 'edge-8', labels: { region: 'eu' }, token: '2' }, { name: 'edge-10' }];
  return { ...world, primary: { ...world.primary, config: { ...config, members } } };
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
    title: 'Members declared in the values',
    arrange: aWorldThatDeclares,
    victim: 'promote',
    seconds: 1,
    reaches: '"joinery.dev/declared": "a"',
  },
  {
    title: 'Members taken out of the values',
    arrange: aWorldThatWithdraws,
    victim: 'promote',
    seconds: 1,
    reaches: '"name": "edge-7"',
  },
  {
    title: 'A hub that announces another key',
    arrange: aWorldToRotate,
    victim: 'hub',
    beside: ['agent'],
    seconds: 3,
    reaches: '"reason": "Heard"',
  },
  {
    title: 'A hub that changes to the announced key',
    arrange: aWorldToSwitch,
    victim: 'hub',
    beside: ['agent'],
    seconds: 12,
    reaches: '"reason": "Heard"',
  },
  {
    title: 'A member whose hub changes its key',
    arrange: aWorldToSwitch,
    victim: 'agent',
    beside: ['hub'],
    seconds: 12,
    reaches: '"reason": "Heard"',
  },
  {
    title: 'A set restored from its backup',
    arrange: aWorldToRestore,
    victim: 'restore',
    seconds: 1,
    reaches: '"name": "hub-identity"',
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
    title: 'Declared members that come, change and go',
    arrange: aWorldWithOtherEntries,
    victim: 'promote',
    beside: ['hub'],
    seconds: 3,
    reaches: '"name": "join-token-edge-10"',
  },
  {
    title: 'A set that is dissolved',
    arrange: aJoinedWorld,
    victim: 'dissolve',
    beside: ['hub'],
    seconds: 3,
    reaches: '"name": "mc-join"',
  },
  {
    title: 'A certificate of its own',
    arrange: aBareWorld,
    victim: 'certificate',
    seconds: 1,
    reaches: '"tls.crt"',
  },
];
