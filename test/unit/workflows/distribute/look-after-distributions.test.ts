import { describe, expect, it } from 'vitest';
import { PrometheusMetrics } from '../../../../jobs/adapters/prometheus/prometheus-metrics.ts';
import type { Distribution } from '../../../../jobs/core/distribution/distribution.ts';
import { sortForRollout } from '../../../../jobs/core/distribution/list-released.ts';
import { LedgerBoard } from '../../../../jobs/workflows/distribute/ledger-board.ts';
import { lookAfterDistributions } from '../../../../jobs/workflows/distribute/look-after-distributions.ts';
import { Roster } from '../../../../jobs/workflows/roster/roster.ts';
import { aDistribution, aFailedReport, aPartReport, partRevision } from '../../../builders/a-distribution.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeDeliveryReports, FakeDistributionView } from '../../../fakes/fake-distributions.ts';
import { FakeKubernetesApi } from '../../../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';

const namespace = 'joinery-mc';
const ref = { namespace, name: 'colours' };

/** A Distribution that is for `count` members, and replicas to start. */
async function arrange({
  count = 2,
  spec = {},
}: { count?: number; spec?: Partial<Distribution['spec']> } = {}) {
  const clock = new FakeClock();
  const kubernetes = new FakeKubernetesApi('primary', [namespace]);
  const reports = new FakeDeliveryReports();
  const members = Array.from({ length: count }, (_, index) => `edge-${index}`);
  for (const name of members) await kubernetes.create('Member', { metadata: { namespace, name } });
  const { uid: _, ...metadata } = aDistribution().metadata;
  const made = await kubernetes.create('Distribution', { ...aDistribution(spec), metadata });
  const uid = made?.metadata.uid ?? '';
  const startReplica = () => {
    const view = new FakeDistributionView();
    const roster = new Roster();
    const metrics = new PrometheusMetrics();
    const stop = new AbortController();
    view.placements.set(uid, new Map(members.map((member) => [member, partRevision])));
    const ports = { clock, kubernetes, metrics, logger: createRecordingLogger() };
    void Promise.allSettled([
      view.follow(kubernetes, namespace, stop.signal),
      roster.follow(kubernetes, namespace, stop.signal),
      lookAfterDistributions(
        ports,
        { namespace, view, reports, roster, board: new LedgerBoard() },
        stop.signal,
      ),
    ]);
    return { view, metrics, end: () => stop.abort() };
  };
  const read = async () => {
    const found = await kubernetes.get('Distribution', ref);
    if (found === undefined) throw new Error('There is no Distribution');
    return found;
  };
  const readReady = async () => {
    const [ready] = (await read()).status?.conditions ?? [];
    return `${ready?.status} ${ready?.reason}`;
  };
  const countWrites = () =>
    kubernetes.writes.filter((write) => write.includes('Distribution colours')).length - 1;
  const listEvents = async () =>
    (await kubernetes.list('Event', { namespace })).map(
      ({ type, reason, message }) => `${type} ${reason}: ${message}`,
    );
  const say = (member: string, part = aPartReport()) => reports.say(member, { ...part, uid });
  /** A member goes away, or is back. */
  const noteOnline = async (name: string, status: 'True' | 'False') => {
    const member = await kubernetes.get('Member', { namespace, name });
    if (member === undefined) throw new Error('There is no member');
    const online = { type: 'Online', status, reason: 'Offline', message: '', lastTransitionTime: '' };
    await kubernetes.updateStatus('Member', { ...member, status: { conditions: [online] } });
  };
  return {
    clock,
    kubernetes,
    reports,
    uid,
    members,
    startReplica,
    read,
    readReady,
    countWrites,
    listEvents,
    say,
    noteOnline,
  };
}

describe('lookAfterDistributions()', () => {
  it.concurrent('shows how far it is, from nothing to the end', async () => {
    const { clock, startReplica, readReady, read, say } = await arrange();
    startReplica();
    await clock.advance(0);
    const before = await readReady();
    say('edge-0');
    say('edge-1');
    await clock.advance(1000);

    expect([before, await readReady()]).toEqual(['Unknown Progressing', 'True Applied']);
    expect((await read()).status).toMatchObject({
      observedGeneration: 1,
      clusters: { placed: 2, applied: 2 },
    });
  });

  it.concurrent('writes nothing while nothing changes, and two replicas write no more than one', async () => {
    const { clock, startReplica, countWrites, say } = await arrange();
    startReplica();
    startReplica();
    await clock.advance(2000);
    say('edge-0', aPartReport({ drifted: 1 }));
    await clock.advance(5000);
    const before = countWrites();
    say('edge-0', aPartReport({ drifted: 2 }));
    await clock.advance(600_000);

    expect([before, countWrites()]).toEqual([2, 2]);
  });

  it.concurrent('writes at most once a second, however many members say something', async () => {
    const { clock, startReplica, countWrites, members, say, read } = await arrange({ count: 100 });
    startReplica();
    await clock.advance(0);
    for (const member of members) {
      say(member);
      await clock.advance(20);
    }
    await clock.advance(1000);

    expect(countWrites()).toBeLessThanOrEqual(4);
    expect((await read()).status?.clusters).toMatchObject({ placed: 100, applied: 100 });
  });

  it.concurrent('says who is away, and who is back', async () => {
    const { clock, startReplica, read, noteOnline } = await arrange();
    startReplica();
    await clock.advance(0);
    await noteOnline('edge-0', 'False');
    await clock.advance(2000);
    const away = (await read()).status?.clusters;
    await noteOnline('edge-0', 'True');
    await clock.advance(2000);

    expect([away, (await read()).status?.clusters]).toMatchObject([
      { waiting: 1, applying: 1 },
      { waiting: 0, applying: 2 },
    ]);
  });

  it.concurrent('lets one wave follow another', async () => {
    const { clock, startReplica, read, members, uid, say } = await arrange({
      count: 3,
      spec: { rollout: { maxAtOnce: 1 } },
    });
    startReplica();
    const released: (number | undefined)[] = [];
    await clock.advance(0);
    for (const member of sortForRollout(uid, members)) {
      released.push((await read()).status?.rollout?.released);
      say(member);
      await clock.advance(2000);
    }

    expect(released).toEqual([1, 2, 3]);
  });

  it.concurrent('stops the waves at a failure, and takes them up again when a person says so', async () => {
    const { clock, kubernetes, startReplica, read, readReady, members, uid, say } = await arrange({
      count: 3,
      spec: { rollout: { maxAtOnce: 1, stopAfterFailures: 1 } },
    });
    startReplica();
    await clock.advance(0);
    const [first = ''] = sortForRollout(uid, members);
    say(first, aFailedReport());
    await clock.advance(5000);
    const stopped = [await readReady(), (await read()).status?.rollout];
    say(first);
    await clock.advance(5000);
    const cured = await readReady();
    const found = await read();
    const annotations = { 'joinery.dev/retry': 'again' };
    await kubernetes.update('Distribution', { ...found, metadata: { ...found.metadata, annotations } });
    await clock.advance(5000);

    expect(stopped).toMatchObject(['False RolloutStopped', { released: 1, stopped: true }]);
    expect(cured).toBe('False RolloutStopped');
    expect((await read()).status?.rollout).toMatchObject({ released: 2 });
  });

  it.concurrent.for([0, 1, 2, 3, 4, 5])(
    'comes to the same end when the hub is killed at its write %i',
    async (count) => {
      const { clock, kubernetes, startReplica, read, readReady, members, say } = await arrange({
        count: 3,
        spec: { rollout: { maxAtOnce: 1 } },
      });
      kubernetes.killAtWrite(count);
      const killed = startReplica();
      await clock.advance(3000);
      for (const member of members.slice(0, 2)) say(member);
      await clock.advance(3000);
      say(members[2] ?? '', aFailedReport());
      await clock.advance(3000);
      killed.end();
      kubernetes.recover();
      startReplica();
      await clock.advance(3000);
      for (const member of members) say(member);
      await clock.advance(3000);

      const ledger = await kubernetes.get('ConfigMap', { namespace, name: 'distribution-ledger' });
      expect(await readReady()).toBe('True Applied');
      expect((await read()).status?.rollout).toMatchObject({ released: 3 });
      expect(Object.values(ledger?.data ?? {})).toEqual([expect.stringContaining('Served')]);
    },
  );

  it.concurrent('does not write what it sees of an older spec over a newer one', async () => {
    const { clock, kubernetes, startReplica, read, countWrites, say } = await arrange();
    const { view } = startReplica();
    await clock.advance(2000);
    const seen = new Map(view.distributions());
    view.distributions = () => seen;
    const found = await read();
    await kubernetes.update('Distribution', { ...found, spec: { ...found.spec, deletion: 'Orphan' } });
    const before = countWrites();
    say('edge-0', aFailedReport());
    await clock.advance(5000);

    expect(countWrites()).toBe(before);
  });

  it.concurrent('says nothing of one whose sources are being read', async () => {
    const { clock, startReplica, read, uid } = await arrange({ spec: { rollout: { maxAtOnce: 1 } } });
    const { view } = startReplica();
    view.unread.add(uid);
    await clock.advance(2000);
    const before = (await read()).status;
    view.unread.clear();
    view.tell();
    await clock.advance(2000);

    expect(before).toBeUndefined();
    expect((await read()).status?.rollout).toMatchObject({ released: 1 });
  });

  it.concurrent('leaves the waves where they are while a source is missing', async () => {
    const { clock, startReplica, read, readReady, uid, say, members } = await arrange({
      spec: { rollout: { maxAtOnce: 1 } },
    });
    const { view } = startReplica();
    await clock.advance(0);
    const { rollout } = (await read()).status ?? {};
    const finding = { reason: 'SourceNotFound', message: 'Cannot find it', remedy: 'Make it.' };
    view.found.set(uid, new Map([['*', [finding]]]));
    for (const member of members) say(member);
    await clock.advance(2000);

    expect(await readReady()).toBe('False SourceNotFound');
    expect((await read()).status).toMatchObject({ rollout, clusters: { applied: 2 } });
  });

  it.concurrent('tells by an Event who begins to fail and who is cured, not of every attempt', async () => {
    const { clock, startReplica, listEvents, say } = await arrange();
    startReplica();
    await clock.advance(0);
    for (const part of [
      aFailedReport(),
      aPartReport({ state: 'Applying' }),
      aFailedReport(),
      aPartReport(),
    ]) {
      say('edge-0', part);
      await clock.advance(2000);
    }

    expect(await listEvents()).toEqual([
      'Warning RightMissing: edge-0: Cannot apply ConfigMap shop/colours: the agent may not create configmaps. ' +
        'Add the rule to agent.rules of this member.',
      'Normal Cured: edge-0: has it now.',
    ]);
  });

  it.concurrent(
    'tells of twenty members in a minute at most, and after a restart of none again',
    async () => {
      const { clock, startReplica, listEvents, members, say } = await arrange({ count: 25 });
      const first = startReplica();
      await clock.advance(0);
      for (const member of members.slice(0, 8)) say(member, aFailedReport());
      await clock.advance(2000);
      first.end();
      await clock.advance(3600_000);
      startReplica();
      await clock.advance(2000);
      const afterRestart = (await listEvents()).length;
      for (const member of members) say(member, aFailedReport());
      await clock.advance(2000);

      expect([afterRestart, (await listEvents()).length]).toEqual([8, 25]);
    },
  );

  it.concurrent('shows what cannot be rendered, for one and for all', async () => {
    const { clock, startReplica, readReady, read, uid } = await arrange();
    const { view } = startReplica();
    const finding = { reason: 'NameUnknown', message: 'Cannot fill in', remedy: 'Give it.', source: 0 };
    view.found.set(uid, new Map([['edge-0', [finding]]]));
    await clock.advance(2000);
    const one = [await readReady(), (await read()).status?.failures];
    view.found.set(uid, new Map([['*', [{ ...finding, reason: 'SourceNotFound' }]]]));
    view.tell();
    await clock.advance(2000);

    expect(one).toEqual([
      'False Failed',
      [{ cluster: 'edge-0', reason: 'NameUnknown', message: 'Cannot fill in', remedy: 'Give it.' }],
    ]);
    expect(await readReady()).toBe('False SourceNotFound');
  });

  it.concurrent('goes on when the API server was away, and when the Distribution is gone', async () => {
    const { clock, kubernetes, startReplica, read, readReady, say } = await arrange();
    startReplica();
    await clock.advance(0);
    kubernetes.goAway();
    say('edge-0');
    say('edge-1');
    await clock.advance(5000);
    kubernetes.recover();
    await clock.advance(2000);
    const after = await readReady();
    await kubernetes.delete('Distribution', { ...ref, uid: (await read()).metadata.uid });
    say('edge-0', aFailedReport());
    await clock.advance(5000);

    expect(after).toBe('True Applied');
    expect(await kubernetes.list('Event', { namespace })).toEqual([]);
  });

  it.concurrent('measures what it shows', async () => {
    const { clock, startReplica, say } = await arrange();
    const { metrics } = startReplica();
    await clock.advance(0);
    say('edge-0', aPartReport({ drifted: 3 }));
    say('edge-1', aFailedReport());
    await clock.advance(2000);

    const text = await metrics.render();
    expect(text).toContain('joinery_distributions{state="Failed"} 1');
    expect(text).toContain('joinery_distribution_ready{distribution="colours"} 0');
    expect(text).toContain('joinery_distribution_clusters{distribution="colours",state="applied"} 1');
    expect(text).toContain('joinery_distribution_drifts{distribution="colours"} 3');
  });
});
