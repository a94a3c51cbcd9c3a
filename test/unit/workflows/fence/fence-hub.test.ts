import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasCondition } from '../../../../jobs/core/membership/member-conditions.ts';
import { renewEpoch } from '../../../../jobs/workflows/backup/restore-backup.ts';
import { showServing } from '../../../../jobs/workflows/fence/show-serving.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';
import { settle } from '../../../fakes/fake-clock.ts';
import { runAgent } from '../../../../jobs/workflows/agent/run-agent.ts';

let primary: Primary;
let secondary: Secondary;
let stop: AbortController;
let work: Promise<unknown>[];

beforeEach(async () => {
  ({ primary, secondary } = await aJoinedSet());
  stop = new AbortController();
  work = [
    runAgent(secondary.ports, secondary.config, stop.signal).catch(() => undefined),
    showServing(primary.ports, primary.hub, stop.signal).catch(() => undefined),
  ];
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await Promise.all(work);
});

const advance = async (seconds: number) => primary.clock.advance(seconds * 1000);
const countWrites = () => primary.kubernetes.writes.length;

/** Puts the hub back to what it was before a restore that the member has met. */
async function restoreThenRollBack(): Promise<void> {
  const ref = { namespace: setNamespace, name: 'hub-identity' };
  const old = found(await primary.kubernetes.get('Secret', ref));
  await primary.clock.leap(60_000);
  await renewEpoch(primary.ports, setNamespace);
  await primary.takeUpIdentity();
  await advance(12);
  const newer = found(await primary.kubernetes.get('Secret', ref));
  await primary.kubernetes.update('Secret', { ...newer, data: old.data ?? {} });
  await primary.takeUpIdentity();
}

describe('a hub that is older than one its members met', () => {
  it('serves no member, writes nothing of what it says, and shows that', async () => {
    await advance(0);
    await restoreThenRollBack();
    await advance(12);
    await primary.takeUpIdentity();
    await advance(60);

    expect(primary.hub.identity().fencedBy).toBeGreaterThan(primary.hub.identity().epoch);
    const own = (await primary.readMember('eu-central'))?.status?.conditions;
    expect(hasCondition(own, 'Serving', 'False')).toBe(true);
    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', reason: 'HubOutdated' });
  });

  it('lets nobody join, leave or change keys', async () => {
    await advance(0);
    await restoreThenRollBack();
    await advance(12);
    await primary.takeUpIdentity();
    await settle();
    const before = countWrites();
    const paths = ['/v1/join', '/v1/leave', '/v1/rotate'];

    const answers = await Promise.all(
      paths.map(async (path) =>
        primary.answerer.answer({ method: 'POST', path, headers: {}, body: Buffer.from('{}') }),
      ),
    );

    expect(
      answers.map(({ body }) => (JSON.parse(Buffer.from(body).toString()) as { code: string }).code),
    ).toEqual(paths.map(() => 'JOINERY_HUB_OUTDATED'));
    expect(countWrites()).toBe(before);
  });

  it('serves again as soon as a person gave it a new epoch, and its members follow', async () => {
    await advance(0);
    await restoreThenRollBack();
    await advance(60);
    await primary.takeUpIdentity();
    await renewEpoch(primary.ports, setNamespace);
    await primary.takeUpIdentity();
    await advance(70);

    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined', reason: 'Joined' });
    const own = (await primary.readMember('eu-central'))?.status?.conditions;
    expect(hasCondition(own, 'Serving', 'False')).toBe(false);
  });
});

describe('a set that is given up', () => {
  it('tells its members, once and for good', async () => {
    await advance(0);
    const ref = { namespace: setNamespace, name: 'hub-identity' };
    const secret = found(await primary.kubernetes.get('Secret', ref));
    const metadata = { ...secret.metadata, annotations: { 'joinery.dev/dissolved': 'uid' } };
    await primary.kubernetes.update('Secret', { ...secret, metadata });
    await primary.takeUpIdentity();
    await advance(12);
    const told = await secondary.readStatus();
    secondary.hub.middle = async () => {
      throw new Error('It called a hub that is no more');
    };
    await advance(600);

    expect(told).toMatchObject({ status: 'Left', reason: 'SetDissolved' });
    expect(await secondary.readStatus()).toMatchObject({ status: 'Left', reason: 'SetDissolved' });
    expect((await primary.readMember('edge-7'))?.status?.leftAt).toBeDefined();
  });
});
