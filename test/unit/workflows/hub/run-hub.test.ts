import type { PrimaryConfig } from '#validators/primary-config';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PrometheusMetrics } from '../../../../jobs/adapters/prometheus/prometheus-metrics.ts';
import { createHubIdentity } from '../../../../jobs/core/hub-identity/create-hub-identity.ts';
import { buildHubIdentitySecret } from '../../../../jobs/core/hub-identity/hub-identity-secret.ts';
import type { Hub } from '../../../../jobs/workflows/hub/hub.ts';
import { runHub } from '../../../../jobs/workflows/hub/run-hub.ts';
import { aPrimaryConfig, setNamespace } from '../../../builders/a-config.ts';
import { found } from '../../../builders/found.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeClusterObjects } from '../../../fakes/fake-cluster-objects.ts';
import { FakeKubernetesApi } from '../../../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger, type RecordingLogger } from '../../../fakes/recording-logger.ts';
import { SeededRandom } from '../../../fakes/seeded-random.ts';

let kubernetes: FakeKubernetesApi;
let clock: FakeClock;
let stop: AbortController;
let ready: Hub[];
let ended: Promise<unknown>;
let logger: RecordingLogger;

function start(overrides: Partial<PrimaryConfig> = {}): void {
  const ports = {
    clock,
    kubernetes,
    objects: new FakeClusterObjects('primary', [setNamespace]),
    random: new SeededRandom('hub'),
    logger,
    metrics: new PrometheusMetrics(),
  };
  const options = {
    signal: stop.signal,
    ca: () => '',
    replica: 'hub-a',
    onReady: (hub: Hub) => ready.push(hub),
  };
  ended = runHub(ports, aPrimaryConfig(overrides), options).catch((error: unknown) => error);
}

/** The set is there already, as after an earlier install. */
async function makeIdentity(): Promise<void> {
  const identity = createHubIdentity(new SeededRandom('hub').bytes(96), clock.now(), '');
  await kubernetes.create('Secret', buildHubIdentitySecret(identity, setNamespace));
}

beforeEach(() => {
  kubernetes = new FakeKubernetesApi('primary', [setNamespace]);
  clock = new FakeClock();
  stop = new AbortController();
  ready = [];
  logger = createRecordingLogger();
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await ended;
});

describe('runHub()', () => {
  it('is ready at once and fills tokens', async () => {
    start();
    const metadata = { name: 'join-token-a', namespace: setNamespace };
    await kubernetes.create('Secret', { metadata, type: 'joinery.dev/join-token' });

    await clock.advance(0);

    expect(ready).toHaveLength(1);
    expect((await kubernetes.get('Secret', metadata))?.data).toHaveProperty('token');
  });

  it('declares members, and tries again when something was in the way', async () => {
    await makeIdentity();
    kubernetes.forbidden.add('create Secret');
    start({ members: [{ name: 'edge-7', labels: { region: 'eu' } }] });
    await clock.advance(0);
    const member = await kubernetes.get('Member', { namespace: setNamespace, name: 'edge-7' });

    kubernetes.forbidden.delete('create Secret');
    await clock.advance(60_000);

    const made = await kubernetes.get('Secret', { namespace: setNamespace, name: 'join-token-edge-7' });
    expect(member?.metadata.labels).toEqual({ region: 'eu' });
    expect(made?.data).toHaveProperty('token');
  });

  it('forgets members that are gone for good, and judges nobody in its first hour', async () => {
    const metadata = { namespace: setNamespace, name: 'edge-7' };
    const member = found(await kubernetes.create('Member', { metadata }));
    const left = { type: 'Joined', status: 'False', reason: 'Left', message: '' } as const;
    const leftAt = '2026-01-01T00:00:00Z';
    const conditions = [{ ...left, lastTransitionTime: leftAt }];
    await makeIdentity();
    await kubernetes.updateStatus('Member', { ...member, status: { leftAt, conditions } });
    start();
    await clock.leap(3_599_000);
    const before = await kubernetes.get('Member', metadata);

    await clock.leap(1000);

    expect(before).toBeDefined();
    expect(await kubernetes.get('Member', metadata)).toBeUndefined();
  });

  it('waits for what is missing and starts by itself when it is there', async () => {
    kubernetes.missingKinds.add('Member');
    start();
    await clock.advance(10_000);
    const before = ready.length;

    kubernetes.missingKinds.delete('Member');
    await clock.advance(2000);

    expect([before, ready.length]).toEqual([0, 1]);
  });

  it('looks again now and then while a person has to act first', async () => {
    const metadata = { name: 'edge-7', namespace: setNamespace };
    await kubernetes.create('Member', { metadata });
    start();
    await clock.advance(90_000);
    const told = logger.lines.filter((line) => line.includes('JOINERY_HUB_KEY_MISSING')).length;
    const { uid } = found(await kubernetes.get('Member', metadata)).metadata;

    await kubernetes.delete('Member', { ...metadata, uid });
    await clock.advance(30_000);

    expect(told).toBe(4);
    expect(ready).toHaveLength(1);
  });

  it('is from then on who its Secret says it is', async () => {
    start();
    await clock.advance(0);
    const before = found(ready[0]).identity();
    const stored = found(await kubernetes.get('Secret', { namespace: setNamespace, name: 'hub-identity' }));

    const restored = buildHubIdentitySecret({ ...before, epoch: before.epoch + 1 }, setNamespace);
    await kubernetes.update('Secret', { ...stored, data: restored.data ?? {} });
    await clock.advance(0);

    expect(ready[0]?.identity().epoch).toBe(before.epoch + 1);
  });

  it('stops with the reason, also while it waits to start', async () => {
    kubernetes.missingKinds.add('Member');
    start();
    await clock.advance(0);

    stop.abort(new Error('stopped'));

    expect(await ended).toEqual(new Error('stopped'));
  });

  it('ends on a bug instead of hiding it', async () => {
    kubernetes.failWritesBy(new RangeError('a bug'));
    start();

    expect(await ended).toEqual(new RangeError('a bug'));
  });
});
