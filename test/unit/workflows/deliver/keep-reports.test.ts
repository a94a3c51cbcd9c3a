import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dissolvedAnnotation } from '../../../../jobs/core/kubernetes/names.ts';
import { createHub, type Hub } from '../../../../jobs/workflows/hub/hub.ts';
import { keepReports } from '../../../../jobs/workflows/deliver/keep-reports.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aDeliveryReport } from '../../../builders/a-delivery-report.ts';
import { aJoinedSet, type Primary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';

const uid = '0b6f3a52-6b0e-4c0e-9a57-1c6f6a3a9d10';
const instance = 'b7a1c0de-0000-4000-8000-000000000004';

let primary: Primary;
let stop: AbortController;
let hubs: readonly [Hub, Hub];
let ended: Promise<unknown>;

/** Two replicas keep what members say. */
beforeEach(async () => {
  ({ primary } = await aJoinedSet());
  stop = new AbortController();
  hubs = [replica('one'), replica('other')];
  ended = Promise.allSettled(
    hubs.flatMap((hub) => [keepReports(primary.ports, hub, stop.signal), follow(hub)]),
  );
  await advance(0);
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await ended;
});

const replica = (name: string): Hub =>
  createHub({
    config: primary.config,
    identity: primary.hub.identity,
    ca: () => '',
    replica: name,
    startedAt: primary.clock.now(),
    parts: primary.parts,
  });
const follow = async (hub: Hub) => hub.roster.follow(primary.kubernetes, setNamespace, stop.signal);
const advance = async (seconds: number) => primary.clock.advance(seconds * 1000);
const readStored = async () =>
  primary.kubernetes.get('ConfigMap', { namespace: setNamespace, name: 'delivery-edge-7' });
const writes = () => primary.kubernetes.writes.filter((write) => write.includes('ConfigMap delivery-'));

/** The member says to a replica how much it has applied. */
function say(hub: Hub, sequence: number, applied: number): void {
  const saidAtMs = primary.clock.now().getTime();
  const digest = `${applied}`.repeat(43);
  const report = aDeliveryReport(uid, applied);
  hub.deliveries.note('edge-7', { report, digest, instance, sequence, saidAtMs });
}
const appliedAt = (hub: Hub) => hub.deliveries.reportOf('edge-7')?.parts[0]?.applied;

describe('keepReports()', () => {
  it('lets every replica know what one was told', async () => {
    say(hubs[0], 1, 3);
    await advance(1);

    expect(hubs.map(appliedAt)).toEqual([3, 3]);
    expect(await readStored()).toMatchObject({
      metadata: { labels: { 'joinery.dev/component': 'delivery-report' } },
      data: { report: JSON.stringify(aDeliveryReport(uid, 3)) },
    });
  });

  it('lets a replica that begins know it, too', async () => {
    say(hubs[0], 1, 3);
    await advance(1);
    const late = replica('late');
    const running = keepReports(primary.ports, late, stop.signal).catch(() => undefined);
    await advance(0);

    expect(appliedAt(late)).toBe(3);
    expect(late.deliveries.lacks('edge-7', '3'.repeat(43))).toBe(false);
    stop.abort(new Error('stopped'));
    await running;
  });

  it('writes a report at most every five seconds, and the last one in the end', async () => {
    for (let second = 1; second <= 8; second += 1) {
      say(hubs[0], second, second);
      await advance(1);
    }
    const during = writes().length;
    await advance(10);

    expect(during).toBe(2);
    expect(writes()).toHaveLength(3);
    expect(hubs.map(appliedAt)).toEqual([8, 8]);
  });

  it('writes nothing for a report that did not change', async () => {
    say(hubs[0], 1, 3);
    await advance(1);
    const before = writes().length;
    say(hubs[0], 2, 3);
    say(hubs[1], 3, 3);
    await advance(60);

    expect(writes()).toHaveLength(before);
  });

  it('does not write an earlier word over a later one of another replica', async () => {
    say(hubs[0], 1, 1);
    say(hubs[1], 2, 2);
    await advance(30);

    expect(hubs.map(appliedAt)).toEqual([2, 2]);
    expect((await readStored())?.data?.['sequence']).toBe('2');
  });

  it('keeps what other people wrote beside it', async () => {
    say(hubs[0], 1, 1);
    await advance(1);
    const stored = found(await readStored());
    const metadata = { ...stored.metadata, annotations: { 'example.com/seen': 'yes' } };
    await primary.kubernetes.update('ConfigMap', { ...stored, metadata });
    say(hubs[0], 2, 2);
    await advance(10);

    expect(await readStored()).toMatchObject({
      metadata: { annotations: { 'example.com/seen': 'yes' } },
      data: { sequence: '2' },
    });
  });

  it('writes anew what somebody deleted or spoilt', async () => {
    say(hubs[0], 1, 1);
    await advance(6);
    await primary.remove('ConfigMap', 'delivery-edge-7');
    await advance(6);
    const remade = found(await readStored());
    await primary.kubernetes.update('ConfigMap', { ...remade, data: { report: '{' } });
    say(hubs[0], 2, 2);
    await advance(6);

    expect(remade.data?.['sequence']).toBe('1');
    expect((await readStored())?.data?.['sequence']).toBe('2');
  });

  it('forgets the report of a member that is gone', async () => {
    say(hubs[0], 1, 1);
    await advance(1);
    await primary.remove('Member', 'edge-7');
    await advance(3);

    expect(await readStored()).toBeUndefined();
    expect(hubs.map(appliedAt)).toEqual([undefined, undefined]);
  });

  it('forgets it also when nobody was there to see the member go', async () => {
    say(hubs[0], 1, 1);
    await advance(1);
    stop.abort(new Error('stopped'));
    await ended;
    await primary.remove('Member', 'edge-7');
    stop = new AbortController();
    hubs = [replica('one'), replica('other')];
    ended = Promise.allSettled(
      hubs.flatMap((hub) => [keepReports(primary.ports, hub, stop.signal), follow(hub)]),
    );
    await advance(3);

    expect(await readStored()).toBeUndefined();
    expect(hubs.map(appliedAt)).toEqual([undefined, undefined]);
  });

  it('comes through an API server that is away', async () => {
    primary.kubernetes.goAway();
    say(hubs[0], 1, 1);
    await advance(20);
    primary.kubernetes.recover();
    await advance(6);

    expect((await readStored())?.data?.['sequence']).toBe('1');
  });

  it('writes nothing into a set that is being given up', async () => {
    const ref = { namespace: setNamespace, name: 'hub-identity' };
    const identity = found(await primary.kubernetes.get('Secret', ref));
    const metadata = { ...identity.metadata, annotations: { [dissolvedAnnotation]: 'uid' } };
    await primary.kubernetes.update('Secret', { ...identity, metadata });
    await primary.takeUpIdentity();
    say(hubs[0], 1, 1);
    await advance(20);

    expect(await readStored()).toBeUndefined();
  });
});
