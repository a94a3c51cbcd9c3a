import { describe, expect, it } from 'vitest';
import { parseDistributionLedger } from '../../../../jobs/core/distribution/distribution-ledger.ts';
import { keepLedger } from '../../../../jobs/workflows/distribute/keep-ledger.ts';
import { LedgerBoard } from '../../../../jobs/workflows/distribute/ledger-board.ts';
import { aDistribution, aPartReport } from '../../../builders/a-distribution.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeDeliveryReports, FakeDistributionView } from '../../../fakes/fake-distributions.ts';
import { FakeKubernetesApi } from '../../../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';

const namespace = 'joinery-mc';
const ledgerRef = { namespace, name: 'distribution-ledger' };

/** An API server, hub replicas to start, and a person who makes and deletes Distributions. */
function arrange() {
  const clock = new FakeClock();
  const kubernetes = new FakeKubernetesApi('primary', [namespace]);
  const logger = createRecordingLogger();
  const reports = new FakeDeliveryReports();
  /** `isBlind`: its watch of Distributions shows nothing any more. */
  const startReplica = ({ isBlind = false } = {}) => {
    const view = new FakeDistributionView();
    const board = new LedgerBoard();
    const stop = new AbortController();
    view.isSynced = isBlind;
    void Promise.allSettled([
      ...(isBlind ? [] : [view.follow(kubernetes, namespace, stop.signal)]),
      board.follow(kubernetes, namespace, stop.signal),
      keepLedger({ clock, kubernetes, logger }, { namespace, view, reports, board }, stop.signal),
    ]);
    return { board, end: () => stop.abort() };
  };
  const make = async (...names: string[]) => {
    for (const name of names) {
      const { uid: _, ...metadata } = aDistribution({}, { name }).metadata;
      await kubernetes.create('Distribution', { ...aDistribution(), metadata });
    }
    await clock.advance(100);
  };
  const remove = async (...names: string[]) => {
    for (const name of names) {
      const found = await kubernetes.get('Distribution', { namespace, name });
      if (found === undefined) throw new Error(`There is no Distribution ${name}`);
      await kubernetes.delete('Distribution', { namespace, name, uid: found.metadata.uid });
    }
    await clock.advance(100);
  };
  const allow = async () => {
    const stored = await kubernetes.get('ConfigMap', ledgerRef);
    if (stored === undefined) throw new Error('There is no ledger');
    const annotations = { 'joinery.dev/withdraw': 'true' };
    await kubernetes.update('ConfigMap', { ...stored, metadata: { ...stored.metadata, annotations } });
    await clock.advance(100);
  };
  /** Such as `colours Served`, in the order of names. */
  const readLedger = async () => {
    const ledger = parseDistributionLedger(await kubernetes.get('ConfigMap', ledgerRef));
    return [...ledger.values()].map(({ name, state }) => `${name} ${state}`).toSorted();
  };
  return { clock, kubernetes, logger, reports, startReplica, make, remove, allow, readLedger };
}

describe('keepLedger()', () => {
  it.concurrent('writes down what is there at once, in one write', async () => {
    const { kubernetes, clock, startReplica, make, readLedger } = arrange();
    await make('a', 'b', 'c');
    startReplica();
    await clock.advance(0);

    expect(await readLedger()).toEqual(['a Served', 'b Served', 'c Served']);
    expect(kubernetes.writes.filter((write) => write.includes('ConfigMap'))).toHaveLength(1);
  });

  it.concurrent('writes nothing while nothing changes', async () => {
    const { kubernetes, clock, startReplica, make } = arrange();
    await make('a');
    startReplica();
    startReplica();
    await clock.advance(60_000);
    const { length } = kubernetes.writes;
    await clock.leap(24 * 3600 * 1000);

    expect(kubernetes.writes).toHaveLength(length);
  });

  it.concurrent(
    'withdraws one that a person deleted, and not before it is clear that it is not most',
    async () => {
      const { clock, startReplica, make, remove, readLedger } = arrange();
      await make('a', 'b');
      startReplica();
      await clock.advance(100);
      await remove('a');
      await clock.advance(4000);
      const before = await readLedger();
      await clock.advance(2000);

      expect([before, await readLedger()]).toEqual([
        ['a Served', 'b Served'],
        ['a Withdrawn', 'b Served'],
      ]);
    },
  );

  it.concurrent('holds what is deleted one after another until most are gone, and says so', async () => {
    const { clock, kubernetes, startReplica, make, remove, readLedger } = arrange();
    await make('a', 'b', 'c', 'd');
    startReplica();
    await clock.advance(100);
    for (const name of ['a', 'b', 'c', 'd']) {
      await remove(name);
      await clock.advance(4000);
    }
    await clock.advance(10_000);

    expect(await readLedger()).toEqual(['a Held', 'b Held', 'c Held', 'd Held']);
    expect(await kubernetes.list('Event', { namespace })).toMatchObject([
      {
        type: 'Warning',
        reason: 'WithdrawalHeld',
        message: expect.stringContaining(
          'kubectl -n joinery-mc annotate configmap distribution-ledger joinery.dev/withdraw=true',
        ),
      },
    ]);
  });

  it.concurrent('holds what went while no hub was there', async () => {
    const { clock, startReplica, make, remove, readLedger } = arrange();
    await make('a', 'b', 'c');
    const first = startReplica();
    await clock.advance(100);
    first.end();
    await remove('a', 'b', 'c');
    await make('x', 'y', 'z');
    startReplica();
    await clock.advance(10_000);

    expect(await readLedger()).toEqual(['a Held', 'b Held', 'c Held', 'x Served', 'y Served', 'z Served']);
  });

  it.concurrent('holds even one that went with its kind', async () => {
    const { clock, kubernetes, startReplica, make, remove, readLedger } = arrange();
    await make('a');
    startReplica();
    await clock.advance(100);
    await remove('a');
    kubernetes.missingKinds.add('Distribution');
    await clock.advance(10_000);

    expect(await readLedger()).toEqual(['a Held']);
  });

  it.concurrent('believes no watch that shows nothing any more', async () => {
    const { clock, startReplica, make, readLedger } = arrange();
    await make('a');
    const seeing = startReplica();
    await clock.advance(100);
    seeing.end();
    startReplica({ isBlind: true });
    await clock.advance(600_000);

    expect(await readLedger()).toEqual(['a Served']);
  });

  it.concurrent('withdraws what is held when a person allows it, once', async () => {
    const { clock, kubernetes, startReplica, make, remove, allow, readLedger } = arrange();
    await make('a', 'b', 'c');
    const { board } = startReplica();
    await clock.advance(100);
    await remove('a', 'b', 'c');
    await clock.advance(10_000);
    await allow();

    expect(await readLedger()).toEqual(['a Withdrawn', 'b Withdrawn', 'c Withdrawn']);
    expect((await kubernetes.get('ConfigMap', ledgerRef))?.metadata.annotations).toEqual({});
    expect(board.ledger.size).toBe(3);
  });

  it.concurrent('does not keep a permission that nothing was held for', async () => {
    const { clock, startReplica, make, remove, allow, readLedger } = arrange();
    await make('a', 'b', 'c');
    startReplica();
    await clock.advance(100);
    await allow();
    await remove('a', 'b', 'c');
    await clock.advance(10_000);

    expect(await readLedger()).toEqual(['a Held', 'b Held', 'c Held']);
  });

  it.concurrent('keeps a permission that is given while they go', async () => {
    const { clock, startReplica, make, remove, allow, readLedger } = arrange();
    await make('a', 'b', 'c');
    startReplica();
    await clock.advance(100);
    await remove('a', 'b', 'c');
    await allow();
    await clock.advance(10_000);

    expect(await readLedger()).toEqual(['a Withdrawn', 'b Withdrawn', 'c Withdrawn']);
  });

  it.concurrent('remembers one that a member still has, and forgets it when a month is over', async () => {
    const { clock, kubernetes, reports, startReplica, make, remove, readLedger } = arrange();
    await make('a');
    startReplica();
    await clock.advance(100);
    const uid = (await kubernetes.get('Distribution', { namespace, name: 'a' }))?.metadata.uid ?? '';
    reports.say('edge-7', aPartReport({ uid }));
    await remove('a');
    await clock.advance(10_000);
    await clock.leap(40 * 24 * 3600 * 1000);
    const kept = await readLedger();
    reports.say('edge-7');
    await clock.leap(2 * 3600 * 1000);

    expect([kept, await readLedger()]).toEqual([['a Withdrawn'], []]);
  });

  it.concurrent('withdraws nothing when the ledger itself was deleted', async () => {
    const { clock, kubernetes, startReplica, make, remove, readLedger } = arrange();
    await make('a', 'b');
    startReplica();
    await clock.advance(100);
    await remove('a');
    const stored = await kubernetes.get('ConfigMap', ledgerRef);
    await kubernetes.delete('ConfigMap', { ...ledgerRef, uid: stored?.metadata.uid ?? '' });
    await clock.advance(10_000);

    expect(await readLedger()).toEqual(['b Served']);
  });

  it.concurrent('goes on when the API server was away', async () => {
    const { clock, kubernetes, startReplica, make, readLedger } = arrange();
    startReplica();
    kubernetes.recover();
    await make('a');
    kubernetes.goAway();
    await clock.advance(30_000);
    kubernetes.recover();
    await make('b');
    await clock.advance(3000);

    expect(await readLedger()).toEqual(['a Served', 'b Served']);
  });
});
