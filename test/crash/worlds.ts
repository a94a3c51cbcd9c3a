// The worlds that scenarios begin in.
import { takeBackup } from '../../jobs/workflows/backup/take-backup.ts';
import { aPrimaryConfig, endpoint, setNamespace } from '../builders/a-config.ts';
import type { Member } from '../../jobs/core/membership/member.ts';
import { HubTlsUntrusted } from '../../jobs/ports/hub-transport-errors.ts';
import { declareMembers } from '../../jobs/workflows/declare/declare-members.ts';
import { aDistribution } from '../builders/a-distribution.ts';
import { aConfigMap, aSecretWith } from '../builders/a-manifest.ts';
import { found } from '../builders/found.ts';
import { CrashPoints } from '../fakes/crash-points.ts';
import { FakeKubernetesApi } from '../fakes/fake-kubernetes-api.ts';
import { programs, type Program } from './programs.ts';
import { aBareWorld, aJoinedWorld, aWorldToJoin, caBundle, type World } from './world.ts';

const dayMs = 24 * 60 * 60 * 1000;

export const otherEndpoint = 'https://hub-b.example.com/joinery';
const otherCaBundle = caBundle.replace('MAo=', 'MAs=');

export async function aWorldToReplace() {
  const world = await aJoinedWorld();
  const { token = '' } = await world.primary.mint('join-token-b', {
    'joinery.dev/replace': 'true',
    'joinery.dev/member-name': 'edge-7',
  });
  await world.secondary.remove('Secret', 'mc-identity');
  await world.secondary.giveToken({ token });
  return world;
}

export async function aWorldWithAnotherToken() {
  const world = await aJoinedWorld();
  const { token = '' } = await world.primary.mint('join-token-b');
  await world.secondary.giveToken({ token, 'member-name': 'edge-7' });
  return world;
}

export async function aWorldToAccept() {
  const world = await aJoinedWorld({ config: { approval: 'manual' } });
  const member = found(await world.primary.readMember('edge-7'));
  await world.primary.kubernetes.update('Member', { ...member, spec: { accepted: true } });
  return world;
}

export async function aWorldThatRemoved() {
  const world = await aJoinedWorld();
  await world.primary.remove('Member', 'edge-7');
  return world;
}

export async function aWorldReinstalled() {
  const world = await aJoinedWorld();
  await world.secondary.leave();
  await world.secondary.uninstall();
  await world.secondary.install();
  return world;
}

export async function aWorldWithAnExpiredToken() {
  const world = await aWorldToJoin();
  await world.primary.clock.leap(dayMs);
  return world;
}

export async function aWorldWithAnOldVerifier() {
  const world = await aWorldToJoin();
  await world.primary.remove('Secret', 'join-token-a');
  await world.primary.clock.leap(9 * dayMs);
  return world;
}

const members = [
  { name: 'edge-7', labels: { region: 'eu' }, token: 'a' },
  { name: 'edge-8', ttl: '1h' },
];

export const aWorldThatDeclares = async () => aBareWorld({ members });

/** The entry of a member that never joined is gone from the values, and another member lost its labels. */
export async function aWorldThatWithdraws() {
  const world = await aBareWorld({ members });
  const run = {
    points: new CrashPoints(),
    signal: new AbortController().signal,
    seed: 'before',
    pod: 'before',
  };
  await programs.promote(world, run);
  return {
    ...world,
    primary: { ...world.primary, config: aPrimaryConfig({ members: [{ name: 'edge-7' }] }) },
  };
}

/** A person has told the agent to leave the set. */
export async function aWorldToldToLeave() {
  const world = await aJoinedWorld();
  await world.secondary.tellToLeave();
  return world;
}

/** The hub has been told to change its key. */
export async function aWorldToRotate() {
  const world = await aJoinedWorld();
  const config = { ...world.primary.config, hubKeyRotation: 'now', hubKeyOverlap: '1m' };
  return { ...world, primary: { ...world.primary, config } };
}

/** Lets programs run for a while before the story begins. */
async function runBefore(world: World, names: readonly (keyof typeof programs)[], ms: number): Promise<void> {
  const stop = new AbortController();
  const ended = names.map(async (name) => {
    const program: Program = programs[name];
    const run = { points: new CrashPoints(), signal: stop.signal, seed: 'before', pod: `${name}-before` };
    return program(world, run).catch(() => undefined);
  });
  await world.primary.clock.advance(ms);
  stop.abort('The story begins');
  await Promise.all(ended);
}

/** The hub has announced another key, and the time of that one has come. */
export async function aWorldToSwitch() {
  const world = await aWorldToRotate();
  await runBefore(world, ['hub'], 0);
  await world.primary.clock.leap(61_000);
  return world;
}

/** A person wrote on the Member of a cluster. */
async function aWorldWithSpec(spec: NonNullable<Member['spec']>) {
  const world = await aJoinedWorld();
  const member = found(await world.primary.readMember('edge-7'));
  await world.primary.kubernetes.update('Member', { ...member, spec });
  return world;
}

export const aWorldWithAnOrderToRotate = async () => aWorldWithSpec({ rotateKeys: 'monday' });

export const aWorldToPause = async () => aWorldWithSpec({ paused: true });

/** Another URL has become the one to call; the one before is still served. */
export async function aWorldThatMoves() {
  const world = await aJoinedWorld();
  const config = { ...world.primary.config, ingressURL: otherEndpoint, additionalURLs: [endpoint] };
  return { ...world, primary: { ...world.primary, config } };
}

/** The CA of the hub's URL changed while the member was away; TLS lets it through with the new one only. */
export async function aWorldWithAnotherCa() {
  const world = await aJoinedWorld({ config: { caBundle } });
  const config = { ...world.primary.config, caBundle: otherCaBundle };
  world.secondary.hub.middle = async (request, next) => {
    if (request.trustAnyCertificate === true || request.extraCa?.includes(otherCaBundle.trim()) === true) {
      return next(request);
    }
    throw new HubTlsUntrusted({ endpoint, found: 'no CA that this cluster trusts issued it' });
  };
  return { ...world, primary: { ...world.primary, config } };
}

/** A member left so long ago that nobody waits for it any more. */
export async function aWorldToForget() {
  const world = await aJoinedWorld();
  await world.secondary.leave();
  await world.primary.clock.leap(31 * dayMs);
  return world;
}

/** A member is in touch, so that it can be told of the end of the set. */
export async function aWorldInTouch() {
  const world = await aJoinedWorld();
  await runBefore(world, ['hub', 'agent'], 1000);
  return world;
}

/** The namespace of the set was lost, but for what was saved of it. */
export async function aWorldToRestore() {
  const world = await aJoinedWorld();
  const backup = await takeBackup(world.primary.ports, setNamespace);
  const kubernetes = new FakeKubernetesApi('primary', [setNamespace]);
  return { ...world, backup, primary: { ...world.primary, kubernetes } };
}

/** Two objects are to be distributed to a member that takes them, one of them secret. */
export async function aWorldThatDistributes() {
  const world = await aJoinedWorld({ secondary: { apply: { enabled: true, deny: [], onLeave: 'keep' } } });
  const sources = [aConfigMap(), aSecretWith('open sesame')].map((manifest) => ({ manifest }));
  const { uid: _uid, ...metadata } = aDistribution().metadata;
  await world.primary.kubernetes.create('Distribution', { ...aDistribution({ sources }), metadata });
  return world;
}

export async function aWorldWithOtherEntries() {
  const world = await aJoinedWorld();
  const { ports, config } = world.primary;
  const edge7 = { name: 'edge-7', labels: { region: 'eu' } };
  await declareMembers(ports, { ...config, members: [edge7, { name: 'edge-8' }, { name: 'edge-9' }] });
  const others = [{ name: 'edge-8', labels: { region: 'eu' }, token: '2' }, { name: 'edge-10' }];
  return { ...world, primary: { ...world.primary, config: { ...config, members: others } } };
}
