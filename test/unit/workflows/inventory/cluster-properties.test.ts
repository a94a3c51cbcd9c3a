import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterProperties } from '../../../../jobs/workflows/inventory/cluster-properties.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeClusterObjects } from '../../../fakes/fake-cluster-objects.ts';
import { FakeKubernetesApi } from '../../../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';

const apiVersion = 'about.k8s.io/v1beta1';
const kind = 'ClusterProperty';
const edge = { cluster: 'edge-7', clusterSet: 'eu-central' };

let objects: FakeClusterObjects;
let clock: FakeClock;
let properties: ClusterProperties;
let stop: AbortController;
let ended: Promise<unknown>;

async function read(name: string): Promise<unknown> {
  return (await objects.get({ apiVersion, kind, name }))?.['spec'];
}

function edit(name: string, value: string, labels?: Record<string, string>): void {
  const metadata = { name, ...(labels && { labels }) };
  objects.edit({ apiVersion, kind, metadata, spec: { value } }, 'somebody');
}

beforeEach(() => {
  objects = new FakeClusterObjects('edge', []);
  objects.serve({ apiVersion, kind, plural: 'clusterproperties', isNamespaced: false, verbs: ['patch'] });
  clock = new FakeClock();
  stop = new AbortController();
  const upstreamCrds = { read: async (name: string) => ({ apiVersion: '', kind: '', metadata: { name } }) };
  const kubernetes = new FakeKubernetesApi('edge', []);
  const ports = { clock, logger: createRecordingLogger(), kubernetes, objects, upstreamCrds };
  properties = new ClusterProperties(ports, true);
  ended = properties.run(stop.signal).catch((error: unknown) => error);
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await ended;
});

describe('ClusterProperties', () => {
  it('names the cluster and its set, and shows both', async () => {
    properties.place(edge);

    await clock.advance(0);

    const shown = { 'cluster.clusterset.k8s.io': 'edge-7', 'clusterset.k8s.io': 'eu-central' };
    expect(properties.shown()).toEqual(shown);
    expect(await read('clusterset.k8s.io')).toEqual({ value: 'eu-central' });
  });

  it('writes nothing before it knows where the cluster stands, and nothing at rest', async () => {
    await clock.advance(600_000);
    const before = objects.writes.length;
    properties.place(edge);
    await clock.advance(0);

    properties.place({ ...edge });
    await clock.advance(600_000);

    expect([before, objects.writes.length]).toEqual([0, 2]);
  });

  it('leaves one alone that is somebody else’s', async () => {
    edit('cluster.clusterset.k8s.io', 'given-by-a-cloud');
    properties.place(edge);

    await clock.advance(0);

    expect(await read('cluster.clusterset.k8s.io')).toEqual({ value: 'given-by-a-cloud' });
    expect(await read('clusterset.k8s.io')).toEqual({ value: 'eu-central' });
  });

  it('puts its own right', async () => {
    properties.place(edge);
    await clock.advance(0);

    edit('cluster.clusterset.k8s.io', 'wrong');
    objects.remove({ apiVersion, kind, name: 'clusterset.k8s.io' });
    await clock.advance(30_000);

    expect(await read('clusterset.k8s.io')).toEqual({ value: 'eu-central' });
    expect(await read('cluster.clusterset.k8s.io')).toEqual({ value: 'edge-7' });
  });

  it('takes its own away when the cluster leaves its set, and no other', async () => {
    edit('example.com/owner', 'me');
    properties.place(edge);
    await clock.advance(0);

    properties.place(undefined);
    await clock.advance(0);

    expect(objects.names(kind)).toEqual(['ClusterProperty example.com/owner']);
  });

  it('follows what is shown to the set', async () => {
    await clock.advance(0);

    edit('example.com/gpu', 'yes', { 'multicluster.x-k8s.io/clusterProfile': 'true' });
    edit('example.com/owner', 'me');
    await clock.advance(0);

    expect(properties.shown()).toEqual({ 'example.com/gpu': 'yes' });
  });
});
