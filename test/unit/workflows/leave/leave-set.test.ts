import { beforeEach, describe, expect, it } from 'vitest';
import { hasCondition } from '../../../../jobs/core/membership/member-conditions.ts';
import { HubUnreachable } from '../../../../jobs/ports/hub-transport-errors.ts';
import { endpoint, setNamespace } from '../../../builders/a-config.ts';
import { joinCluster } from '../../../../jobs/workflows/join/join-cluster.ts';
import { leaveSet } from '../../../../jobs/workflows/leave/leave-set.ts';
import { aJoinedSet, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { Killed } from '../../../fakes/fake-kubernetes-api.ts';

let primary: Primary;
let secondary: Secondary;

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
  await primary.clock.advance(60_000);
});

async function hasLeft(): Promise<boolean> {
  return hasCondition((await primary.readMember('edge-7'))?.status?.conditions, 'Joined', 'False');
}

/** Leaves for as long as a hub that fails is tried again. */
async function leaveInVain(): Promise<void> {
  const leaving = secondary.leave();
  await primary.clock.advance(7000);
  await leaving;
}

async function reinstall(): Promise<void> {
  await secondary.uninstall();
  await secondary.install();
}

describe('leaveSet()', () => {
  it('tells the hub, forgets the membership and keeps the keys', async () => {
    const { 'signing.jwk': key } = await secondary.readSecret('mc-identity');

    await secondary.leave();

    const identity = await secondary.readSecret('mc-identity');
    expect(await hasLeft()).toBe(true);
    expect(identity).not.toHaveProperty(['membership.json']);
    expect(identity['signing.jwk']).toBe(key);
    expect(await secondary.readStatus()).toMatchObject({ status: 'Left', reason: 'Uninstalled', remedy: '' });
  });

  it('leaves the Member on the primary, with its key and id', async () => {
    const before = await primary.readMember('edge-7');

    await secondary.leave();

    const after = await primary.readMember('edge-7');
    expect(after?.metadata.uid).toBe(before?.metadata.uid);
    expect(after?.status).toMatchObject({ id: before?.status?.id, thumbprint: before?.status?.thumbprint });
    expect(after?.status?.leftAt).toBe('2026-11-20T12:01:00Z');
    const events = await primary.kubernetes.list('Event', { namespace: setNamespace });
    expect(events.map(({ reason }) => reason)).toContain('Left');
  });

  it('ends the same when run again', async () => {
    await secondary.leave();
    const { 'updated-at': _, ...status } = await secondary.readStatus();

    await secondary.leave();

    expect(await secondary.readStatus()).toMatchObject(status);
  });

  it('makes agent and join of this release stand down', async () => {
    await secondary.leave();
    const before = secondary.kubernetes.dump();

    const outcome = await secondary.join();

    expect(outcome.step).toBe('stand-down');
    expect(secondary.kubernetes.dump()).toBe(before);
  });

  it('makes them stand down also when the join Secret is bad', async () => {
    await secondary.leave();
    await secondary.giveToken({ token: 'cut' });

    expect((await secondary.join()).step).toBe('stand-down');
    expect(await secondary.readStatus()).toMatchObject({ status: 'Left' });
  });

  it('lets the next install join again with the same single-use token, key and id', async () => {
    const before = await secondary.readStatus();
    await secondary.leave();
    await reinstall();

    await secondary.join();

    expect(await secondary.readStatus()).toMatchObject({
      status: 'Joined',
      thumbprint: before['thumbprint'],
      'member-id': before['member-id'],
    });
    expect(await hasLeft()).toBe(false);
    expect((await primary.readVerifier('join-token-a'))?.uses).toHaveLength(1);
  });

  it.for([
    [
      'cannot be reached',
      async () => {
        throw new HubUnreachable({ endpoint, found: 'the connection is refused' });
      },
    ],
    ['is a page', async () => ({ status: 502, headers: {}, body: Buffer.from('<h1>') })],
    [
      'is somebody else',
      async () => ({ status: 200, headers: { 'joinery-signature': 'a.b.c' }, body: Buffer.from('{}') }),
    ],
  ] as const)('leaves all the same when the hub %s, and says so', async ([, middle]) => {
    secondary.hub.middle = middle;

    await leaveInVain();

    const status = await secondary.readStatus();
    expect(status).toMatchObject({ status: 'Left' });
    expect(status['message']).toContain('could not be told');
    expect(await hasLeft()).toBe(false);
  });

  it('tells a hub that is back within seconds', async () => {
    secondary.hub.middle = async () => ({
      status: 503,
      headers: {},
      body: Buffer.from('The hub is starting.'),
    });
    const leaving = secondary.leave();
    await primary.clock.advance(2000);

    secondary.hub.middle = async (request, next) => next(request);
    await primary.clock.advance(1000);
    await leaving;

    expect(await hasLeft()).toBe(true);
    expect((await secondary.readStatus())['message']).toBe('This cluster left the set.');
  });

  it('lets the next install join again though the hub was never told', async () => {
    secondary.hub.middle = async () => ({ status: 502, headers: {}, body: Buffer.from('') });
    await leaveInVain();
    await reinstall();
    secondary.hub.middle = async (request, next) => next(request);

    await secondary.join();

    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined' });
  });

  it('takes a hub that does not know it any more for told', async () => {
    await primary.remove('Member', 'edge-7');

    await secondary.leave();

    expect((await secondary.readStatus())['message']).toBe('This cluster left the set.');
  });

  it('says Left on a cluster that never joined, and tells nobody', async () => {
    const stranger = await aSecondary(primary, { name: 'stranger' });

    await stranger.leave();

    expect(await stranger.readStatus()).toMatchObject({ status: 'Left' });
    expect(stranger.hub.sent).toEqual([]);
  });

  it('keeps saying why a cluster that never joined was refused', async () => {
    const stranger = await aSecondary(primary, { name: 'stranger' });
    await stranger.giveToken({ token: 'cut' });
    await expect(stranger.join()).rejects.toMatchObject({ code: 'JOINERY_TOKEN_MALFORMED' });
    const { message = '', remedy = '' } = await stranger.readStatus();

    await stranger.leave();
    await stranger.leave();

    const said = { status: 'Left', reason: 'TokenMalformed', message, remedy };
    expect(await stranger.readStatus()).toMatchObject(said);
  });

  it('leaves a status Secret of somebody else alone', async () => {
    const stranger = await aSecondary(primary, { name: 'stranger' });
    await stranger.writeSecret('mc-join-status', { status: 'Joined', cluster: 'of-k10' });

    await stranger.leave();

    expect(await stranger.readSecret('mc-join-status')).toEqual({ status: 'Joined', cluster: 'of-k10' });
  });

  it('does not wait longer for the hub than leaves time to say so', async () => {
    secondary.hub.middle = async () => new Promise(() => undefined);

    const leaving = secondary.leave();
    await primary.clock.advance((secondary.config.deadlineSeconds * 1000) / 2);
    await leaving;

    expect((await secondary.readStatus())['message']).toContain('could not be told');
    expect(await secondary.readSecret('mc-identity')).not.toHaveProperty(['membership.json']);
  });

  it('says Left with a damaged identity, and leaves the damage for a person to see', async () => {
    await secondary.writeSecret('mc-identity', { 'signing.jwk': '{' });

    await secondary.leave();

    expect(await secondary.readStatus()).toMatchObject({ status: 'Left' });
    expect(await secondary.readSecret('mc-identity')).toEqual({ 'signing.jwk': '{' });
  });

  it.for([[0], [1], [2]] as const)(
    'killed before its write %i ends the same when run again',
    async ([count]) => {
      secondary.kubernetes.killAtWrite(count);
      await expect(secondary.leave()).rejects.toThrow(Killed);

      await secondary.leave();

      expect(await hasLeft()).toBe(true);
      expect(await secondary.readStatus()).toMatchObject({ status: 'Left' });
      expect(await secondary.readSecret('mc-identity')).not.toHaveProperty(['membership.json']);
      expect((await secondary.join()).step).toBe('stand-down');
    },
  );
});

describe('a join that is under way while the release is uninstalled', () => {
  it('and ends right before the mark is found by the leave', async () => {
    const late = await aSecondary(primary, { name: 'late' });
    const { token = '' } = await primary.mint('join-token-late');
    await late.giveToken({ token, 'member-name': 'edge-late' });
    late.kubernetes.afterNextRead(late.config.deployment, async () => void (await late.join()));

    await late.leave();

    expect(await late.readStatus()).toMatchObject({ status: 'Left', reason: 'Uninstalled' });
    expect(await late.readSecret('mc-identity')).not.toHaveProperty(['membership.json']);
    expect((await primary.readMember('edge-late'))?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Joined', status: 'False', reason: 'Left' }),
    );
  });

  it('is taken back: the cluster stays out, and the hub is told', async () => {
    const late = await aSecondary(primary, { name: 'late' });
    const { token = '' } = await primary.mint('join-token-late');
    await late.giveToken({ token, 'member-name': 'edge-late' });
    const { signal } = new AbortController();
    late.hub.middle = async (request, next) => {
      const response = await next(request);
      late.hub.middle = async (later, send) => send(later);
      await leaveSet(late.ports, late.config, signal);
      return response;
    };

    const outcome = await joinCluster(late.ports, late.config, { signal, isDisowned: false });

    expect(outcome.step).toBe('stand-down');
    expect(await late.readStatus()).toMatchObject({ status: 'Left' });
    expect((await primary.readMember('edge-late'))?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Joined', status: 'False', reason: 'Left' }),
    );
  });
});
