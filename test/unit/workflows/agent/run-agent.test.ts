import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasCondition } from '../../../../jobs/core/membership/member-conditions.ts';
import { HubUnreachable } from '../../../../jobs/ports/hub-transport-errors.ts';
import { runAgent } from '../../../../jobs/workflows/agent/run-agent.ts';
import { rekeyCluster } from '../../../../jobs/workflows/rekey/rekey-cluster.ts';
import { endpoint, releaseNamespace, setNamespace } from '../../../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import type { Middle } from '../../../fakes/direct-hub-transport.ts';
import { found } from '../../../builders/found.ts';

const unreachable: Middle = async () => {
  throw new HubUnreachable({ endpoint, found: 'the connection is refused' });
};
const open: Middle = async (request, next) => next(request);

let primary: Primary;
let secondary: Secondary;
let token: string;
let stop: AbortController;
let ended: Promise<unknown>;

function start(): void {
  stop = new AbortController();
  ended = runAgent(secondary.ports, secondary.config, stop.signal).catch((error: unknown) => error);
}

async function end(): Promise<unknown> {
  stop.abort(new Error('stopped'));
  return ended;
}

async function advance(seconds: number): Promise<void> {
  await primary.clock.advance(seconds * 1000);
}

const readState = async () => (await secondary.readStatus())['status'];
const countSent = (path: string) => secondary.hub.sent.filter((request) => request.path === path).length;

beforeEach(async () => {
  primary = await aPrimary();
  secondary = await aSecondary(primary);
  token = (await primary.mint('join-token-a'))['token'] ?? '';
});

afterEach(async () => end());

async function startJoined(): Promise<void> {
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  start();
  await advance(0);
}

describe('runAgent()', () => {
  it('waits, and joins when the join Secret appears', async () => {
    start();
    await advance(0);
    const before = await readState();

    await secondary.giveToken({ token, 'member-name': 'edge-7' });
    await advance(0);

    expect(before).toBe('Waiting');
    expect(await readState()).toBe('Joined');
  });

  it('shows whether this cluster is a member', async () => {
    start();
    await advance(0);
    const before = await secondary.metrics.render();

    await secondary.giveToken({ token, 'member-name': 'edge-7' });
    await advance(0);

    expect(before).toContain('joinery_agent_joined 0\n');
    expect(await secondary.metrics.render()).toContain('joinery_agent_joined 1\n');
  });

  it('is heard at once and then every ten seconds', async () => {
    await startJoined();
    const first = countSent('/v1/sync');

    await advance(60);

    const member = await primary.readMember('edge-7');
    expect(first).toBeGreaterThan(0);
    expect(countSent('/v1/sync') - first).toBe(6);
    expect(hasCondition(member?.status?.conditions, 'Online', 'True')).toBe(true);
  });

  it('asks for nothing but news while nothing changes', async () => {
    await startJoined();

    await advance(600);

    expect(countSent('/v1/join')).toBe(1);
  });

  it('stays Joined while the hub is away, and is heard again when it is back', async () => {
    await startJoined();
    secondary.hub.middle = unreachable;
    await advance(600);
    const away = await secondary.readStatus();

    secondary.hub.middle = open;
    await advance(31);

    expect(away).toMatchObject({
      status: 'Joined',
      reason: 'HubUnreachable',
      'member-name': 'edge-7',
      'last-contact': '2026-11-20T12:00:10Z',
    });
    expect(away['remedy']).not.toBe('');
    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', reason: 'Joined', remedy: '' });
    expect(await secondary.readStatus()).not.toHaveProperty(['last-contact']);
  });

  it('keeps to its pace while the hub is away', async () => {
    await startJoined();
    secondary.hub.middle = unreachable;
    const before = { sent: secondary.hub.sent.length, writes: secondary.kubernetes.writes.length };

    await advance(900);

    expect(secondary.hub.sent.length - before.sent).toBeLessThan(100);
    expect(secondary.kubernetes.writes.length - before.writes).toBe(1);
  });

  it('leaves while the hub is away, and stays silent', async () => {
    await startJoined();
    secondary.hub.middle = unreachable;
    await advance(120);

    const leaving = secondary.leave();
    await advance(60);
    await leaving;
    const before = secondary.hub.sent.length;
    await advance(600);

    expect(await readState()).toBe('Left');
    expect(secondary.hub.sent).toHaveLength(before);
  });

  it('joins when the hub comes after the agent', async () => {
    secondary.hub.middle = unreachable;
    await startJoined();
    await advance(120);
    const before = await readState();

    secondary.hub.middle = open;
    await advance(31);

    expect(before).toBe('Joining');
    expect(await readState()).toBe('Joined');
  });

  it('does not hammer a hub whose every refusal reads differently', async () => {
    primary.kubernetes.failWritesBy(new Error('a bug'));
    await secondary.giveToken({ token });
    start();

    await advance(600);

    expect(countSent('/v1/join')).toBeLessThan(80);
    expect(countSent('/v1/join')).toBeGreaterThan(10);
  });

  it('says Rejected when it was removed on the primary', async () => {
    await startJoined();
    await primary.remove('Member', 'edge-7');

    await advance(11);

    expect(await secondary.readStatus()).toMatchObject({ status: 'Rejected', reason: 'MemberRemoved' });
  });

  it('says Rejected when it was removed and has no join Secret either', async () => {
    await startJoined();
    await secondary.remove('Secret', 'mc-join');
    await primary.remove('Member', 'edge-7');

    await advance(11);

    expect(await secondary.readStatus()).toMatchObject({ status: 'Rejected', reason: 'MemberUnknown' });
  });

  it('is Joined again when its Member is restored', async () => {
    await startJoined();
    await secondary.remove('Secret', 'mc-join');
    const backup = await primary.readMember('edge-7');
    await primary.remove('Member', 'edge-7');
    await advance(11);
    const metadata = { name: 'edge-7', namespace: setNamespace };
    const restored = await primary.kubernetes.create('Member', { metadata });
    const status = backup?.status ?? {};
    await primary.kubernetes.updateStatus('Member', { ...found(restored), status });

    await advance(120);

    expect(await readState()).toBe('Joined');
  });

  it('comes back with a new token after it was removed', async () => {
    await startJoined();
    await primary.remove('Member', 'edge-7');
    await advance(11);

    const { token: another = '' } = await primary.mint('join-token-b');
    await secondary.giveToken({ token: another });
    await advance(0);

    expect(await readState()).toBe('Joined');
    expect(await primary.listMembers()).toContain('edge-7');
  });

  it('stays in touch while a new token fails', async () => {
    await startJoined();
    await secondary.giveToken({ token: 'cut' });
    const before = countSent('/v1/sync');

    await advance(120);

    expect(countSent('/v1/sync') - before).toBeGreaterThan(6);
    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', reason: 'TokenMalformed' });
  });

  it('stays in touch after a restart while a new token fails', async () => {
    await startJoined();
    await end();
    await secondary.giveToken({ token: 'cut' });
    const before = countSent('/v1/sync');

    start();
    await advance(120);

    expect(countSent('/v1/sync') - before).toBeGreaterThan(6);
  });

  it('speaks with its old keys no more once it got new ones by hand', async () => {
    await startJoined();
    await advance(12);
    await rekeyCluster(secondary.ports, releaseNamespace);
    await advance(1);
    const before = countSent('/v1/sync');
    await advance(60);

    expect(countSent('/v1/sync')).toBe(before);
    expect(await secondary.readStatus()).toMatchObject({ status: 'Rejected', reason: 'TokenSpent' });
  });

  it('puts a status right that was edited by hand', async () => {
    await startJoined();
    const { 'updated-at': _, ...status } = await secondary.readStatus();

    await secondary.writeSecret('mc-join-status', { status: 'Left' });
    await advance(0);

    expect(await secondary.readStatus()).toMatchObject(status);
  });

  it('is told of its acceptance', async () => {
    primary = await aPrimary('careful', { approval: 'manual' });
    secondary = await aSecondary(primary);
    token = (await primary.mint('join-token-a'))['token'] ?? '';
    await startJoined();
    const before = await readState();
    const member = found(await primary.readMember('edge-7'));
    await primary.kubernetes.update('Member', { ...member, spec: { accepted: true } });

    await advance(11);

    expect(before).toBe('Pending');
    expect(await readState()).toBe('Joined');
    expect(hasCondition((await primary.readMember('edge-7'))?.status?.conditions, 'Joined', 'True')).toBe(
      true,
    );
  });

  it('does not bring a membership back that was given up while a request was held', async () => {
    primary = await aPrimary('careful', { approval: 'manual' });
    secondary = await aSecondary(primary);
    token = (await primary.mint('join-token-a'))['token'] ?? '';
    await startJoined();
    const member = found(await primary.readMember('edge-7'));
    await primary.kubernetes.update('Member', { ...member, spec: { accepted: true } });
    secondary.hub.middle = async (request, next) => {
      const answer = await next(request);
      secondary.hub.middle = open;
      await secondary.leave();
      return answer;
    };

    await advance(11);

    expect(await readState()).toBe('Left');
    expect(await secondary.readSecret('mc-identity')).not.toHaveProperty(['membership.json']);
  });

  it('falls silent while its release is uninstalled', async () => {
    await startJoined();
    await secondary.leave();
    await advance(0);
    const before = secondary.hub.sent.length;

    await advance(300);

    expect(secondary.hub.sent).toHaveLength(before);
    expect(await readState()).toBe('Left');
  });

  it('stops when it is told to, with the reason', async () => {
    await startJoined();

    expect(await end()).toEqual(new Error('stopped'));
  });

  it('ends on a bug instead of hiding it', async () => {
    secondary.kubernetes.failWritesBy(new RangeError('a bug'));

    start();
    await advance(0);

    expect(await ended).toEqual(new RangeError('a bug'));
  });
});
