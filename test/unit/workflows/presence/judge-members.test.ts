import { describe, expect, it } from 'vitest';
import { createHub, type Hub } from '../../../../jobs/workflows/hub/hub.ts';
import { judgeMembers } from '../../../../jobs/workflows/presence/judge-members.ts';
import { publishPresence } from '../../../../jobs/workflows/presence/publish-presence.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet } from '../../../builders/a-set.ts';
import { FakePartSource } from '../../../fakes/fake-part-source.ts';
import { found } from '../../../builders/found.ts';

const instance = 'b7a1c0de-0000-4000-8000-000000000004';

/** A set with a member, hub replicas to start, and what the tests look at. */
async function arrange() {
  const { primary } = await aJoinedSet();
  const { kubernetes, clock } = primary;
  /** Starts a hub replica; it knows nothing but what the API server has. */
  const startReplica = (replica: string, identity = primary.hub.identity): Hub & { end: () => void } => {
    const { config, ca } = primary.hub;
    const hub = createHub({
      config,
      identity,
      ca,
      replica,
      startedAt: clock.now(),
      parts: new FakePartSource(),
    });
    const stop = new AbortController();
    void Promise.allSettled([
      hub.roster.follow(kubernetes, setNamespace, stop.signal),
      publishPresence(primary.ports, hub, stop.signal),
      judgeMembers(primary.ports, hub, stop.signal),
    ]);
    return { ...hub, end: () => stop.abort(new Error('stopped')) };
  };
  const advance = async (seconds: number) => clock.advance(seconds * 1000);
  const hear = (hub: Hub) =>
    hub.board.note('edge-7', { atMs: clock.now().getTime(), holdSeconds: 10, instance });
  /** Lets a member be heard every ten seconds by replicas in turn. */
  const beat = async (hubs: readonly Hub[], times: number) => {
    for (let count = 0; count < times; count += 1) {
      const hub = hubs[count % hubs.length];
      if (hub !== undefined) hear(hub);
      await advance(10);
    }
  };
  const readOnline = async () => {
    const conditions = (await primary.readMember('edge-7'))?.status?.conditions ?? [];
    const online = conditions.find(({ type }) => type === 'Online');
    return online === undefined ? 'nothing' : `${online.status} ${online.reason}`;
  };
  const countMemberWrites = () => kubernetes.writes.filter((write) => write.includes('Member')).length;
  return { primary, startReplica, advance, hear, beat, readOnline, countMemberWrites };
}

describe('judgeMembers()', () => {
  it.concurrent('calls a member online, late, offline and back, with one write each', async () => {
    const { startReplica, advance, hear, readOnline, countMemberWrites } = await arrange();
    const hub = startReplica('hub-a');
    await advance(60);
    hear(hub);
    await advance(2);
    const before = countMemberWrites();
    const seen = [await readOnline()];
    await advance(19);
    seen.push(await readOnline());
    await advance(10);
    seen.push(await readOnline());
    hear(hub);
    await advance(2);
    seen.push(await readOnline());

    expect(seen).toEqual(['True Heard', 'Unknown Late', 'False Offline', 'True Heard']);
    const after = countMemberWrites();
    expect(after - before).toBe(3);
  });

  it.concurrent('writes to no Member while all are well, whoever hears them', async () => {
    const { startReplica, beat, readOnline, countMemberWrites } = await arrange();
    const hubs = [startReplica('hub-a'), startReplica('hub-b')];
    await beat(hubs, 6);
    const before = countMemberWrites();

    await beat(hubs, 12);

    expect(await readOnline()).toBe('True Heard');
    expect(countMemberWrites()).toBe(before);
  });

  it.concurrent(
    'does not lose a member when the replica that heard it is killed and it turns to another',
    async () => {
      const { startReplica, beat, readOnline, countMemberWrites } = await arrange();
      const [first, second] = [startReplica('hub-a'), startReplica('hub-b')];
      await beat([first], 6);
      const before = countMemberWrites();

      first.end();
      await beat([second], 6);

      expect(await readOnline()).toBe('True Heard');
      expect(countMemberWrites()).toBe(before);
    },
  );

  it.concurrent('finds a member offline whose replica was killed with it', async () => {
    const { startReplica, advance, beat, readOnline } = await arrange();
    const [first] = [startReplica('hub-a'), startReplica('hub-b')];
    await beat([first], 6);

    first.end();
    await advance(61);

    expect(await readOnline()).toBe('False Offline');
  });

  it.concurrent('is not led astray by a replica that starts anew', async () => {
    const { startReplica, beat, countMemberWrites } = await arrange();
    const first = startReplica('hub-a');
    await beat([first], 6);
    startReplica('hub-b');
    const before = countMemberWrites();

    await beat([first], 6);

    expect(countMemberWrites()).toBe(before);
  });

  it.concurrent('says Unknown after all replicas were away, until the member is heard', async () => {
    const { startReplica, advance, hear, beat, readOnline } = await arrange();
    const first = startReplica('hub-a');
    await beat([first], 6);
    first.end();
    await advance(600);
    const second = startReplica('hub-a');
    await advance(3);
    const unknown = await readOnline();
    hear(second);
    await advance(2);

    expect([unknown, await readOnline()]).toEqual(['Unknown HubRestarted', 'True Heard']);
  });

  it.concurrent('calls offline who does not come back after that', async () => {
    const { startReplica, advance, beat, readOnline } = await arrange();
    const first = startReplica('hub-a');
    await beat([first], 6);
    first.end();
    await advance(600);
    startReplica('hub-a');
    await advance(32);

    expect(await readOnline()).toBe('False Offline');
  });

  it.concurrent('survives a short restart without a word about it', async () => {
    const { startReplica, advance, beat, countMemberWrites } = await arrange();
    const first = startReplica('hub-a');
    await beat([first], 6);
    first.end();
    const before = countMemberWrites();
    await advance(2);
    const second = startReplica('hub-b');
    await advance(4);
    await beat([second], 3);

    expect(countMemberWrites()).toBe(before);
  });

  it.concurrent('tells of each turn by an Event', async () => {
    const { primary, startReplica, advance, beat } = await arrange();
    const hub = startReplica('hub-a');
    await beat([hub], 4);
    await advance(60);

    const events = await primary.kubernetes.list('Event', { namespace: setNamespace });
    expect(events.map(({ type, reason }) => `${type} ${reason}`)).toContain('Warning Offline');
  });

  it.concurrent('leaves the primary itself, and members that left, alone', async () => {
    const { primary, startReplica, advance } = await arrange();
    startReplica('hub-a');
    await advance(120);

    const own = (await primary.readMember('eu-central'))?.status?.conditions;
    expect(own?.find(({ type }) => type === 'Online')).toMatchObject({ status: 'True', reason: 'IsPrimary' });
  });

  it.concurrent('goes on when the API server was away', async () => {
    const { primary, startReplica, advance, beat, readOnline } = await arrange();
    const hub = startReplica('hub-a');
    await beat([hub], 3);
    primary.kubernetes.isAway = true;
    await advance(60);
    primary.kubernetes.isAway = false;
    await advance(2);

    expect(await readOnline()).toBe('False Offline');
  });
});

describe('two processes with one key', () => {
  it.concurrent('are one judgement of all replicas, whichever hears the second process', async () => {
    const { primary, startReplica, advance, hear } = await arrange();
    const { clock } = primary;
    const [first, second] = [startReplica('hub-a'), startReplica('hub-b')];
    const hearCopy = () =>
      first.board.note('edge-7', { atMs: clock.now().getTime(), holdSeconds: 10, instance: 'the copy' });
    const readUnique = async () => {
      const conditions = (await primary.readMember('edge-7'))?.status?.conditions ?? [];
      const { status, lastTransitionTime } = conditions.find(({ type }) => type === 'IdentityUnique') ?? {};
      return { status, lastTransitionTime };
    };
    /** Seven minutes later the member speaks to the one replica, and its copy, if it still does, to the other. */
    const goOn = async (speakCopy = () => {}) => {
      await clock.leap(420_000);
      hear(second);
      speakCopy();
      await advance(7);
    };
    await goOn();
    await goOn(hearCopy);
    hear(second);
    await advance(12);
    const told = await readUnique();
    await goOn(hearCopy);
    await goOn(hearCopy);
    const later = await readUnique();
    await goOn();
    const soon = await readUnique();
    await goOn();

    expect(told).toMatchObject({ status: 'False' });
    expect([later, soon]).toEqual([told, told]);
    expect(await readUnique()).toMatchObject({ status: 'True' });
  });
});

describe('publishPresence()', () => {
  it.concurrent('takes Leases of replicas away that are long gone', async () => {
    const { primary, startReplica, advance } = await arrange();
    const first = startReplica('hub-a');
    await advance(10);
    first.end();
    await advance(3600);
    startReplica('hub-b');
    await advance(10);

    const leases = await primary.kubernetes.list('Lease', { namespace: setNamespace });
    expect(leases.map(({ metadata }) => metadata.name)).toEqual(['hub-hub-b-0']);
  });

  it.concurrent('makes no Lease any more once the set is dissolved', async () => {
    const { primary, startReplica, advance } = await arrange();
    let isDissolved = false;
    startReplica('hub-a', () => ({ ...primary.hub.identity(), isDissolved }));
    await advance(1);
    const list = async () => primary.kubernetes.list('Lease', { namespace: setNamespace });
    const [lease] = await list();

    isDissolved = true;
    await primary.kubernetes.delete('Lease', found(lease).metadata);
    await advance(10);

    expect(await list()).toEqual([]);
  });
});
