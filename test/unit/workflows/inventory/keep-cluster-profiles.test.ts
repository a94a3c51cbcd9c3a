import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepClusterProfiles } from '../../../../jobs/workflows/inventory/keep-cluster-profiles.ts';
import { aJoinedSet, type Primary } from '../../../builders/a-set.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { found } from '../../../builders/found.ts';
import { FakeClusterObjects } from '../../../fakes/fake-cluster-objects.ts';

const apiVersion = 'multicluster.x-k8s.io/v1alpha1';
const kind = 'ClusterProfile';
const served = { apiVersion, kind, plural: 'clusterprofiles', isNamespaced: true, verbs: ['patch'] };
const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };

let primary: Primary;
let objects: FakeClusterObjects;
let stop: AbortController;
let ended: Promise<unknown>;
let ownChanged: () => void;

function start(ownProperties: Record<string, string> = {}): void {
  const upstreamCrds = { read: async (name: string) => ({ ...crd, metadata: { name }, spec: {} }) };
  const ports = { ...primary.ports, objects, upstreamCrds };
  const own = { shown: () => ownProperties, onChange: (tell: () => void) => (ownChanged = tell) };
  ended = keepClusterProfiles(ports, primary.hub, own, stop.signal).catch((error: unknown) => error);
}

async function readProfile(name: string) {
  return objects.get({ apiVersion, kind, namespace: setNamespace, name });
}

async function label(name: string, labels: Record<string, string>): Promise<void> {
  const member = found(await primary.readMember(name));
  await primary.kubernetes.update('Member', { ...member, metadata: { ...member.metadata, labels } });
  await primary.clock.advance(0);
}

beforeEach(async () => {
  ({ primary } = await aJoinedSet());
  objects = new FakeClusterObjects('primary', [setNamespace]);
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await ended;
});

describe('keepClusterProfiles()', () => {
  it('writes one for each member, the primary included, with its status', async () => {
    objects.serve(served);
    start({ 'example.com/gpu': 'yes' });

    await primary.clock.advance(0);

    expect(objects.names(kind)).toEqual([
      'ClusterProfile joinery-mc/edge-7',
      'ClusterProfile joinery-mc/eu-central',
    ]);
    expect(await readProfile('edge-7')).toMatchObject({
      spec: { clusterManager: { name: 'joinery' } },
      status: { conditions: [{ type: 'ControlPlaneHealthy' }, { type: 'Joined', status: 'True' }] },
    });
    expect(JSON.stringify(await readProfile('eu-central'))).toContain('example.com/gpu');
  });

  it('follows what the primary shows of itself', async () => {
    const own: Record<string, string> = {};
    objects.serve(served);
    start(own);
    await primary.clock.advance(0);

    own['example.com/gpu'] = 'yes';
    ownChanged();
    await primary.clock.advance(0);

    expect(JSON.stringify(await readProfile('eu-central'))).toContain('example.com/gpu');
  });

  it('writes nothing while nothing changes, and nothing that another replica wrote', async () => {
    objects.serve(served);
    start();
    start();
    await primary.clock.advance(0);

    await primary.clock.advance(3_600_000);

    expect(objects.writes).toHaveLength(4);
  });

  it('follows labels, also those that are taken off', async () => {
    objects.serve(served);
    start();
    await label('edge-7', { region: 'eu', tier: 'edge' });

    await label('edge-7', { region: 'us' });

    const { labels } = found(await readProfile('edge-7')).metadata;
    expect(labels).toMatchObject({ region: 'us' });
    expect(labels).not.toHaveProperty('tier');
  });

  it('puts right what somebody edits or deletes', async () => {
    objects.serve(served);
    start();
    await primary.clock.advance(0);
    const metadata = { name: 'edge-7', namespace: setNamespace };

    objects.edit({ apiVersion, kind, metadata, status: { version: { kubernetes: 'v0' } } }, 'somebody');
    objects.remove({ apiVersion, kind, namespace: setNamespace, name: 'eu-central' });
    await primary.clock.advance(0);

    expect(await readProfile('edge-7')).toMatchObject({
      status: { version: { kubernetes: 'v1.34.0-fake' } },
    });
    expect(await readProfile('eu-central')).toBeDefined();
  });

  it('leaves the profile of another manager alone and says so on the Member', async () => {
    objects.serve(served);
    const metadata = { name: 'edge-7', namespace: setNamespace };
    const theirs = { apiVersion, kind, metadata, spec: { clusterManager: { name: 'somebody' } } };
    objects.edit(theirs, 'somebody');
    start();

    await primary.clock.advance(0);

    expect((await readProfile('edge-7'))?.['spec']).toEqual(theirs.spec);
    const events = await primary.kubernetes.list('Event', { namespace: setNamespace });
    expect(events.map(({ reason, involvedObject }) => [reason, involvedObject.name])).toContainEqual([
      'ProfileNameTaken',
      'edge-7',
    ]);
  });

  it('tries again what could not be written', async () => {
    objects.serve(served);
    objects.forbidden.add('patch ClusterProfile');
    start();
    await primary.clock.advance(0);

    objects.forbidden.clear();
    await primary.clock.advance(30_000);

    expect(objects.names(kind)).toHaveLength(2);
  });

  it('installs a kind that is missing, as it is published', async () => {
    start();
    await primary.clock.advance(0);
    const installed = objects.names('CustomResourceDefinition');

    objects.serve(served);
    await primary.clock.advance(500);

    expect(installed).toEqual(['CustomResourceDefinition clusterprofiles.multicluster.x-k8s.io']);
    expect(objects.names(kind)).toHaveLength(2);
  });

  it('changes no definition that is there, and uses the version that it serves', async () => {
    const theirs = {
      ...crd,
      metadata: { name: 'clusterprofiles.multicluster.x-k8s.io' },
      spec: { group: 'x' },
    };
    objects.edit(theirs, 'somebody');
    start();

    await primary.clock.advance(600_000);

    expect(objects.applied).toEqual([]);
  });
});

describe('keepClusterProfiles() where no kinds may be installed', () => {
  it('waits for who brings the kind', async () => {
    ({ primary } = await aJoinedSet({ upstreamCrds: false }));
    start();
    await primary.clock.advance(120_000);
    const installed = objects.names('CustomResourceDefinition');

    objects.serve(served);
    await primary.clock.advance(60_000);

    expect(installed).toEqual([]);
    expect(objects.names(kind)).toHaveLength(2);
  });
});
