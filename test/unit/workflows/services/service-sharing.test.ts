import { beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../../jobs/core/kubernetes/manifest.ts';
import { ServiceSharing, type SharingConfig } from '../../../../jobs/workflows/services/service-sharing.ts';
import {
  aReadyEndpoint,
  aService,
  aServiceExport,
  aServiceSlice,
  anEndpointSlice,
  anImportedService,
} from '../../../builders/a-service.ts';
import { found } from '../../../builders/found.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeClusterObjects } from '../../../fakes/fake-cluster-objects.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';

const apiVersion = 'multicluster.x-k8s.io/v1beta1';
const verbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'];
const kinds = [
  { apiVersion, kind: 'ServiceExport', plural: 'serviceexports', isNamespaced: true, verbs },
  { apiVersion, kind: 'ServiceImport', plural: 'serviceimports', isNamespaced: true, verbs },
];
const slices = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  isNamespaced: true,
  verbs,
};

let objects: FakeClusterObjects;
let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
  objects = new FakeClusterObjects('edge-7', ['shop']);
  for (const kind of [...kinds, slices]) objects.serve(kind);
});

/** Gives the API server these, as a person does. */
function given(...manifests: readonly Manifest[]): void {
  for (const manifest of manifests) objects.edit(manifest, 'kubectl');
}

/** Serves the kinds of a definition that is created, as the API server does. */
const upstreamCrds = {
  read: async (name: string): Promise<Manifest> => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
  }),
};

async function share(config: Partial<SharingConfig> = {}) {
  const ports = { objects, clock, upstreamCrds, logger: createRecordingLogger() };
  const sharing = new ServiceSharing(ports, { reach: 'podNetwork', isInstalling: false, ...config });
  sharing.run(new AbortController().signal).catch(() => undefined);
  await settle();
  return sharing;
}

const settle = async () => clock.advance(1000);

async function readConditions() {
  const stored = await objects.get({ apiVersion, kind: 'ServiceExport', namespace: 'shop', name: 'cart' });
  const { conditions } = found(stored)['status'] as {
    conditions: { type: string; status: string; reason: string }[];
  };
  return conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`);
}

const readImport = async () =>
  objects.get({ apiVersion, kind: 'ServiceImport', namespace: 'shop', name: 'cart' });
const readSlices = async () =>
  objects.list({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', labels: 'joinery.dev/component' });
const derived = async () =>
  found((await objects.list({ apiVersion: 'v1', kind: 'Service', labels: 'joinery.dev/component' }))[0]);

describe('ServiceSharing', () => {
  it('offers an exported service, and says that the set has not taken it up', async () => {
    given(aService(), anEndpointSlice(), aServiceExport());

    const sharing = await share();

    expect(sharing.offer).toMatchObject({
      standing: { reason: 'Shared' },
      services: [{ namespace: 'shop', name: 'cart', slices: [aServiceSlice('10.88.2.7')] }],
    });
    expect(await readConditions()).toEqual(['Valid True Valid', 'Ready False Pending']);
  });

  it('says that the clusters can use it, once it is part of what the set has', async () => {
    given(aService(), anEndpointSlice(), aServiceExport());
    const sharing = await share();

    sharing.take('edge-7', [anImportedService({ clusters: [{ name: 'edge-7', slices: [] }] })]);
    await settle();

    expect(await readConditions()).toContain('Ready True Exported');
  });

  it('tells whoever listens of every other offer', async () => {
    given(aService(), aServiceExport());
    const sharing = await share();
    const heard: unknown[] = [];
    sharing.onOffer(() => heard.push(sharing.offer?.services[0]?.slices));

    given(anEndpointSlice());
    await settle();
    given(anEndpointSlice([{ addresses: ['10.88.2.7'], conditions: { ready: false } }]));
    await settle();

    expect(heard).toEqual([[aServiceSlice('10.88.2.7')], []]);
  });

  it('says of an export without a Service that there is none, and takes it up when it comes', async () => {
    given(aServiceExport());
    const sharing = await share();
    const before = await readConditions();

    given(aService());
    await settle();

    expect(before).toEqual(['Valid False NoService', 'Ready False Failed']);
    expect(sharing.offer?.services).toHaveLength(1);
  });

  it('offers no more what is withdrawn', async () => {
    given(aService(), aServiceExport());
    const sharing = await share();

    objects.remove({ apiVersion, kind: 'ServiceExport', namespace: 'shop', name: 'cart' });
    await settle();

    expect(sharing.offer?.services).toEqual([]);
  });

  it('makes an import: ServiceImport, Service and slices, with the address of the Service', async () => {
    const sharing = await share();

    sharing.take('edge-7', [anImportedService()]);
    await settle();
    const service = await derived();
    given({ ...service, spec: { clusterIPs: ['10.92.0.7'] } });
    await settle();

    expect(await readImport()).toMatchObject({
      spec: { type: 'ClusterSetIP', ips: ['10.92.0.7'] },
      status: { clusters: [{ cluster: 'edge-8' }] },
    });
    expect(await readSlices()).toMatchObject([{ endpoints: [{ addresses: ['10.88.3.8'] }] }]);
  });

  it('adds the addresses of this cluster as they are from inside', async () => {
    given(aService(), anEndpointSlice([aReadyEndpoint('10.88.2.7')]), aServiceExport());
    const sharing = await share({ reach: 'loadBalancer' });
    const clusters = [...anImportedService().clusters, { name: 'edge-7', slices: [] }];

    sharing.take('edge-7', [anImportedService({ clusters })]);
    await settle();

    const addresses = (await readSlices()).flatMap(({ endpoints }) => endpoints);
    expect(addresses).toMatchObject([{ addresses: ['10.88.3.8'] }, { addresses: ['10.88.2.7'] }]);
  });

  it('makes no import where the namespace is not there, says so, and makes it when it comes', async () => {
    const sharing = await share();

    sharing.take('edge-7', [anImportedService({ namespace: 'bank' })]);
    await settle();
    const before = { writes: objects.writes.length, message: sharing.offer?.standing.message };
    given({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bank' } });
    await settle();

    expect(before).toEqual({ writes: 0, message: expect.stringMatching(/not in this cluster: bank\.$/) });
    expect(objects.names('ServiceImport')).toEqual(['ServiceImport bank/cart']);
    expect(sharing.offer?.standing.message).toBe('Services are shared with the set.');
  });

  it('deletes an import that the set does not have any more', async () => {
    const sharing = await share();
    sharing.take('edge-7', [anImportedService()]);
    await settle();

    sharing.take('edge-7', []);
    await settle();

    expect(objects.names('ServiceImport')).toEqual([]);
  });

  it('deletes nothing before it was told what the set has', async () => {
    const first = await share();
    first.take('edge-7', [anImportedService()]);
    await settle();
    const before = objects.writes.length;

    await share();

    expect(objects.writes).toHaveLength(before);
  });

  it('takes the slices of a cluster away that is not part of the service any more', async () => {
    const clusters = [
      ...anImportedService().clusters,
      { name: 'edge-9', slices: [aServiceSlice('10.88.4.9')] },
    ];
    const sharing = await share();
    sharing.take('edge-7', [anImportedService({ clusters })]);
    await settle();

    sharing.take('edge-7', [anImportedService()]);
    await settle();

    expect(await readSlices()).toMatchObject([{ endpoints: [{ addresses: ['10.88.3.8'] }] }]);
  });

  it('takes the Service away of one that became headless', async () => {
    const sharing = await share();
    sharing.take('edge-7', [anImportedService()]);
    await settle();

    sharing.take('edge-7', [anImportedService({ type: 'Headless' })]);
    await settle();

    expect(objects.names('Service')).toEqual([]);
    expect((await readImport())?.['spec']).toMatchObject({ type: 'Headless' });
  });

  it('puts right what somebody edits, and writes nothing otherwise', async () => {
    const sharing = await share();
    sharing.take('edge-7', [anImportedService()]);
    await settle();
    const before = objects.applied.length;
    await clock.advance(3_600_000);
    const atRest = objects.applied.length - before;

    const [slice] = await readSlices();
    given({ ...found(slice), endpoints: [] });
    await settle();

    expect(atRest).toBe(0);
    expect(await readSlices()).toMatchObject([{ endpoints: [{ addresses: ['10.88.3.8'] }] }]);
  });

  it('writes nothing beside somebody else who makes ServiceImports, and says so', async () => {
    given(aService(), aServiceExport());
    given({ apiVersion, kind: 'ServiceImport', metadata: { namespace: 'shop', name: 'foreign' } });

    const sharing = await share();
    sharing.take('edge-7', [anImportedService()]);
    await settle();

    expect(objects.writes).toEqual([]);
    expect(sharing.offer).toMatchObject({
      standing: { reason: 'OtherController', message: expect.stringContaining('shop/foreign') },
      services: [],
    });
  });

  it.for([
    ['multicluster.crd.antrea.io/v1alpha2', 'ClusterSet', 'Antrea'],
    ['submariner.io/v1', 'Endpoint', 'Submariner'],
  ] as const)('writes nothing beside the product that has %s %s', async ([version, kind, title]) => {
    objects.serve({ apiVersion: version, kind, plural: kind.toLowerCase(), isNamespaced: true, verbs });
    given(aService(), aServiceExport());

    const sharing = await share({ isInstalling: true });

    expect(objects.writes).toEqual([]);
    expect(sharing.offer?.standing).toMatchObject({
      reason: 'OtherController',
      message: expect.stringContaining(title),
    });
  });

  it('takes its imports away when the cluster leaves', async () => {
    const sharing = await share();
    sharing.take('edge-7', [anImportedService()]);
    await settle();

    sharing.leave();
    await settle();

    expect(objects.names('ServiceImport')).toEqual([]);
  });

  it('comes to the same end wherever it was killed', async () => {
    const clusters = [...anImportedService().clusters, { name: 'edge-7', slices: [] }];
    const imports = [anImportedService({ clusters }), anImportedService({ name: 'store', type: 'Headless' })];
    const ends = new Set<string>();
    for (let count = 0; count < 15; count += 1) {
      objects = new FakeClusterObjects('edge-7', ['shop']);
      for (const kind of [...kinds, slices]) objects.serve(kind);
      given(aService(), anEndpointSlice(), aServiceExport());
      let left = count;
      objects.beforeWrite = () => {
        left -= 1;
        if (left === -1) throw new Error('killed');
      };
      (await share()).take('edge-7', imports);
      await settle();
      objects.beforeWrite = () => undefined;

      (await share()).take('edge-7', imports);
      await settle();

      ends.add([...objects.names(), ...(await readConditions())].join());
    }

    expect(ends.size).toBe(1);
  });

  it('goes on with the other imports when one is refused, and tries that again', async () => {
    const sharing = await share();
    given({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bank' } });
    objects.ending.add('bank');

    sharing.take('edge-7', [anImportedService({ namespace: 'bank' }), anImportedService()]);
    await settle();
    const before = objects.names('ServiceImport');
    objects.ending.clear();
    await clock.advance(20_000);

    expect(before).toEqual(['ServiceImport shop/cart']);
    expect(objects.names('ServiceImport')).toEqual(['ServiceImport bank/cart', 'ServiceImport shop/cart']);
  });

  it('names a right that is missing until it is there', async () => {
    objects.forbidden.add('patch ServiceImport');
    const sharing = await share();

    sharing.take('edge-7', [anImportedService()]);
    await clock.advance(3000);
    const before = sharing.offer?.standing;
    objects.forbidden.clear();
    await clock.advance(20_000);

    expect(before).toMatchObject({ reason: 'RightMissing', message: expect.stringContaining('patch') });
    expect(sharing.offer?.standing.reason).toBe('Shared');
  });

  describe('in a cluster without the MCS API', () => {
    beforeEach(() => {
      for (const { kind } of kinds) objects.unserve(apiVersion, kind);
    });

    it('says what is missing', async () => {
      const sharing = await share();

      expect(sharing.offer?.standing).toMatchObject({ reason: 'KindsMissing' });
      expect(objects.writes).toEqual([]);
    });

    it('installs it where that is allowed, and begins', async () => {
      const sharing = await share({ isInstalling: true });
      for (const kind of kinds) objects.serve(kind);
      await clock.advance(3000);

      expect(objects.names('CustomResourceDefinition')).toEqual([
        'CustomResourceDefinition serviceexports.multicluster.x-k8s.io',
        'CustomResourceDefinition serviceimports.multicluster.x-k8s.io',
      ]);
      expect(sharing.offer?.standing.reason).toBe('Shared');
    });

    it('is content with an older version', async () => {
      for (const kind of kinds) objects.serve({ ...kind, apiVersion: 'multicluster.x-k8s.io/v1alpha1' });
      const sharing = await share({ isInstalling: true });

      sharing.take('edge-7', [anImportedService()]);
      await settle();

      expect(objects.writes.filter((write) => write.includes('CustomResourceDefinition'))).toEqual([]);
      expect(objects.names('ServiceImport')).toEqual(['ServiceImport shop/cart']);
    });
  });
});
