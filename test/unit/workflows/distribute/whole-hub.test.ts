import { describe, expect, it } from 'vitest';
import { PrometheusMetrics } from '../../../../jobs/adapters/prometheus/prometheus-metrics.ts';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';
import type { Distribution } from '../../../../jobs/core/distribution/distribution.ts';
import { keepShelf } from '../../../../jobs/workflows/distribute/keep-shelf.ts';
import { LedgerBoard } from '../../../../jobs/workflows/distribute/ledger-board.ts';
import { lookAfterDistributions } from '../../../../jobs/workflows/distribute/look-after-distributions.ts';
import { Shelf } from '../../../../jobs/workflows/distribute/shelf.ts';
import { Roster } from '../../../../jobs/workflows/roster/roster.ts';
import { aPrimaryConfig, setNamespace } from '../../../builders/a-config.ts';
import { aDistribution, aPartReport } from '../../../builders/a-distribution.ts';
import { found } from '../../../builders/found.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeClusterObjects } from '../../../fakes/fake-cluster-objects.ts';
import { FakeDeliveryReports } from '../../../fakes/fake-distributions.ts';
import { FakeKubernetesApi } from '../../../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';

interface Replica {
  readonly shelf: Shelf;
  readonly roster: Roster;
  readonly end: () => void;
}

/** Hub replicas with a real shelf and a real ledger, and members that do as they are told. */
async function arrange(...members: string[]) {
  const config = aPrimaryConfig();
  const kubernetes = new FakeKubernetesApi('primary', [setNamespace]);
  const objects = new FakeClusterObjects('primary', [setNamespace]);
  const clock = new FakeClock();
  const reports = new FakeDeliveryReports();
  const logger = createRecordingLogger();
  for (const name of members) {
    const made = found(await kubernetes.create('Member', { metadata: { namespace: setNamespace, name } }));
    await kubernetes.updateStatus('Member', { ...made, status: { id: `id-${name}`, thumbprint: name } });
  }
  const startReplica = async (): Promise<Replica> => {
    const board = new LedgerBoard();
    const roster = new Roster();
    const tokenSeed = new Confidential(Buffer.alloc(32).toString('base64url'));
    const shelf = new Shelf({ config, identity: () => ({ tokenSeed }), board });
    const stop = new AbortController();
    const ports = { kubernetes, objects, clock, logger, metrics: new PrometheusMetrics() };
    const facts = { namespace: setNamespace, view: shelf, reports, roster, board };
    void Promise.allSettled([
      roster.follow(kubernetes, setNamespace, stop.signal),
      keepShelf(ports, { config, roster, shelf }, stop.signal),
      lookAfterDistributions(ports, facts, stop.signal),
    ]);
    await clock.advance(100);
    return { shelf, roster, end: () => stop.abort() };
  };
  const listParts = ({ shelf, roster }: Replica, name: string) => {
    const known = reports.reportOf(name)?.parts.map(({ uid }) => uid) ?? [];
    return shelf.partsFor(found(roster.get(name)), known).list;
  };
  /** The member does what its parts say, and says so. */
  const obey = (replica: Replica, name: string): void => {
    const has = new Map((reports.reportOf(name)?.parts ?? []).map((part) => [part.uid, part]));
    for (const { uid, withdrawn, complete, revision = '' } of listParts(replica, name)) {
      if (withdrawn === true) has.delete(uid);
      else if (complete === true) has.set(uid, aPartReport({ uid, revision }));
    }
    reports.say(name, ...has.values());
  };
  const distribute = async (spec: Partial<Distribution['spec']>, ...names: string[]): Promise<void> => {
    for (const name of names) {
      const { uid: _, ...metadata } = aDistribution({}, { name }).metadata;
      await kubernetes.create('Distribution', { ...aDistribution(spec), metadata });
    }
    await clock.advance(2000);
  };
  const read = async (name: string) =>
    found(await kubernetes.get('Distribution', { namespace: setNamespace, name }));
  const remove = async (...names: string[]): Promise<void> => {
    for (const name of names) {
      const { uid } = (await read(name)).metadata;
      await kubernetes.delete('Distribution', { namespace: setNamespace, name, uid });
    }
    await clock.advance(100);
  };
  return { clock, members, startReplica, listParts, obey, distribute, read, remove };
}

describe('a hub', () => {
  it('gives, shows, and takes away what a person deletes', async () => {
    const { clock, startReplica, listParts, obey, distribute, read, remove } = await arrange('edge-7');
    const hub = await startReplica();
    await distribute({}, 'colours');
    const given = listParts(hub, 'edge-7');
    obey(hub, 'edge-7');
    await clock.advance(2000);
    const { status } = await read('colours');
    await remove('colours');
    const atFirst = listParts(hub, 'edge-7');
    await clock.advance(6000);

    expect(given).toMatchObject([{ name: 'colours', complete: true }]);
    expect(status?.clusters).toMatchObject({ placed: 1, applied: 1 });
    expect(atFirst).toEqual([]);
    expect(listParts(hub, 'edge-7')).toMatchObject([{ name: 'colours', withdrawn: true }]);
    obey(hub, 'edge-7');
    expect(listParts(hub, 'edge-7')).toEqual([]);
  });

  it('gives a revision to one member after the other, also when another replica goes on', async () => {
    const { clock, members, startReplica, listParts, obey, distribute, read } = await arrange('a', 'b', 'c');
    const first = await startReplica();
    await distribute({ rollout: { maxAtOnce: 1 } }, 'colours');
    const count = (hub: Replica): number =>
      members.filter((name) => listParts(hub, name).some(({ complete }) => complete)).length;
    const given = [count(first)];
    for (const name of members) obey(first, name);
    first.end();
    const second = await startReplica();
    for (const _ of [1, 2]) {
      await clock.advance(2000);
      given.push(count(second));
      for (const name of members) obey(second, name);
    }
    await clock.advance(2000);

    expect(given).toEqual([1, 2, 3]);
    expect((await read('colours')).status?.conditions).toMatchObject([{ status: 'True', reason: 'Applied' }]);
  });

  it('takes nothing away when all Distributions go at once, and not after a restart either', async () => {
    const { clock, startReplica, listParts, obey, distribute, remove } = await arrange('edge-7');
    const hub = await startReplica();
    await distribute({}, 'a', 'b', 'c');
    obey(hub, 'edge-7');
    await remove('a', 'b', 'c');
    await clock.advance(60_000);
    const before = listParts(hub, 'edge-7');
    const later = await startReplica();
    await clock.advance(60_000);

    expect([before, listParts(later, 'edge-7')]).toEqual([[], []]);
  });
});
