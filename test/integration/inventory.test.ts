import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClusters } from '../../ci/clusters/local-clusters.ts';
import { waitUntil } from '../../ci/clusters/wait-until.ts';
import { ensureTool } from '../../ci/tools/ensure-tools.ts';
import { ensureUpstreamCrds } from '../../ci/tools/upstream-crds.ts';
import { RestClusterObjects } from '../../jobs/adapters/kubernetes/rest-cluster-objects.ts';
import { RestKubernetesApi } from '../../jobs/adapters/kubernetes/rest-kubernetes-api.ts';
import { SystemClock } from '../../jobs/adapters/system/system-clock.ts';
import { SystemRandom } from '../../jobs/adapters/system/system-random.ts';
import { PackedUpstreamCrds } from '../../jobs/adapters/upstream-crds/packed-upstream-crds.ts';
import type { StoredManifest } from '../../jobs/core/kubernetes/manifest.ts';
import { ClusterProperties } from '../../jobs/workflows/inventory/cluster-properties.ts';
import { keepClusterProfiles } from '../../jobs/workflows/inventory/keep-cluster-profiles.ts';
import { Roster } from '../../jobs/workflows/roster/roster.ts';
import { aPrimaryConfig } from '../builders/a-config.ts';
import { found } from '../builders/found.ts';
import { templateChart } from '../chart/render-chart.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { createKubeconfigConnection } from './kubeconfig-connection.ts';

const { primary } = await openClusters(process.env['JOINERY_CLUSTER_SET'] ?? 'test');
const world = { clock: new SystemClock(), random: new SystemRandom(), logger: createRecordingLogger() };
const connection = createKubeconfigConnection(primary.kubeconfigPath);
const kubernetes = new RestKubernetesApi(connection, world);
const objects = new RestClusterObjects(connection, world);
const upstreamCrds = new PackedUpstreamCrds(await ensureUpstreamCrds(() => undefined));
const ports = { ...world, kubernetes, objects, upstreamCrds };

const namespace = `inventory-${randomUUID()}`;
const ownCrd = 'members.joinery.dev';
const crds = ['clusterprofiles.multicluster.x-k8s.io', 'clusterproperties.about.k8s.io'];
const stop = new AbortController();
const roster = new Roster();
const hub = { config: aPrimaryConfig({ namespace }), roster };
const properties = new ClusterProperties(ports, true);
let broughtCrds: string[] = [];
let running: Promise<unknown>;

beforeAll(async () => {
  const before = await kubectl(['get', 'crd', '-o', 'name']);
  broughtCrds = [ownCrd, ...crds].filter((name) => !before.includes(`/${name}`));
  if (broughtCrds.includes(ownCrd)) {
    const template = ['--show-only', 'templates/crds/member.yaml'];
    await kubectl(
      ['apply', '-f', '-'],
      (await templateChart('helm4', { values: 'primary' }, ...template)).stdout,
    );
    await kubectl(['wait', '--for=condition=Established', `crd/${ownCrd}`, '--timeout=30s']);
  }
  await kubernetes.create('Namespace', { metadata: { name: namespace } });
  const work = Promise.all([
    roster.follow(kubernetes, namespace, stop.signal),
    keepClusterProfiles(ports, hub, properties, stop.signal),
    properties.run(stop.signal),
  ]);
  running = work.catch((error: unknown) => error);
});

afterAll(async () => {
  stop.abort(new Error('stopped'));
  await running;
  await kubectl(['delete', 'namespace', namespace]);
  await kubectl(['delete', 'crd', ...broughtCrds]);
});

async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const command = await ensureTool('kubectl', () => undefined);
  const { stdout } = await execa(command, ['--kubeconfig', primary.kubeconfigPath, ...args], { input });
  return stdout;
}

async function readProfile(name: string): Promise<StoredManifest | undefined> {
  const text = await kubectl([
    'get',
    'clusterprofile',
    name,
    '-n',
    namespace,
    '-o',
    'json',
    '--ignore-not-found',
  ]);
  return text === '' ? undefined : (JSON.parse(text) as StoredManifest);
}

async function readProperties(): Promise<string[]> {
  const output = 'jsonpath={range .items[*]}{.metadata.name}={.spec.value} {end}';
  return (await kubectl(['get', 'clusterproperties', '-o', output])).split(' ').filter(Boolean);
}

/** Makes a member that joined and is in touch. */
async function makeMember(name: string): Promise<void> {
  const member = found(
    await kubernetes.create('Member', { metadata: { namespace, name, labels: { region: 'eu' } } }),
  );
  const good = { status: 'True', message: '', lastTransitionTime: '2026-11-20T12:00:00Z' } as const;
  await kubernetes.updateStatus('Member', {
    ...member,
    status: {
      id: randomUUID(),
      versions: { agent: '0.1.0', kubernetes: 'v1.34.4' },
      conditions: [
        { ...good, type: 'Joined', reason: 'Joined' },
        { ...good, type: 'Online', reason: 'Heard' },
      ],
    },
  });
}

async function waitForStatus(name: string): Promise<StoredManifest> {
  await waitUntil(
    `the status of ClusterProfile ${name}`,
    async () => JSON.stringify((await readProfile(name))?.['status'] ?? {}).includes('v1.34.4'),
    60_000,
  );
  return found(await readProfile(name));
}

describe('the inventory on an API server', () => {
  it('has what the conventions of KEP-4322 ask of a cluster manager', async () => {
    await makeMember('edge-7');

    const { metadata, spec, status } = await waitForStatus('edge-7');

    expect(spec).toMatchObject({ clusterManager: { name: 'joinery' } });
    expect(metadata.labels).toMatchObject({ 'x-k8s.io/cluster-manager': 'joinery', region: 'eu' });
    expect(metadata.labels?.['multicluster.x-k8s.io/inventory-member-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(status).toMatchObject({
      version: { kubernetes: 'v1.34.4' },
      conditions: [
        { type: 'ControlPlaneHealthy', status: 'True' },
        { type: 'Joined', status: 'True' },
      ],
    });
  });

  it('is not written while nothing changes', async () => {
    await makeMember('edge-8');
    const { metadata: before } = await waitForStatus('edge-8');

    // A member that comes later is written later.
    await makeMember('edge-9');
    await waitForStatus('edge-9');

    expect((await readProfile('edge-8'))?.metadata.resourceVersion).toBe(before.resourceVersion);
  });

  it('loses the profile of a Member that is deleted, by the garbage collector', async () => {
    await makeMember('edge-10');
    await waitForStatus('edge-10');

    await kubectl(['delete', 'member', 'edge-10', '-n', namespace]);
    await kubectl(['wait', '--for=delete', 'clusterprofile/edge-10', '-n', namespace, '--timeout=60s']);

    expect(await readProfile('edge-10')).toBeUndefined();
  });

  it('names the cluster and its set, and takes that back', async () => {
    properties.place({ cluster: 'edge-7', clusterSet: 'eu-central' });
    await waitUntil('two ClusterProperties', async () => (await readProperties()).length === 2, 60_000);
    const named = await readProperties();

    properties.place(undefined);
    await waitUntil('the end of both', async () => (await readProperties()).length === 0, 60_000);

    expect(named).toEqual(['cluster.clusterset.k8s.io=edge-7', 'clusterset.k8s.io=eu-central']);
  });
});
