import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Part } from '#validators/part';
import { openClusters } from '../../ci/clusters/local-clusters.ts';
import { waitUntil } from '../../ci/clusters/wait-until.ts';
import { ensureTool } from '../../ci/tools/ensure-tools.ts';
import { RestClusterObjects } from '../../jobs/adapters/kubernetes/rest-cluster-objects.ts';
import { RestKubernetesApi } from '../../jobs/adapters/kubernetes/rest-kubernetes-api.ts';
import { PrometheusMetrics } from '../../jobs/adapters/prometheus/prometheus-metrics.ts';
import { SystemClock } from '../../jobs/adapters/system/system-clock.ts';
import { SystemRandom } from '../../jobs/adapters/system/system-random.ts';
import type { Body } from '../../jobs/core/applied-set/holding.ts';
import type { Manifest, StoredManifest } from '../../jobs/core/kubernetes/manifest.ts';
import { keyOf } from '../../jobs/core/kubernetes/object-key.ts';
import { digestOf } from '../../jobs/core/protocol/digest.ts';
import type { ClusterObjects } from '../../jobs/ports/cluster-objects.ts';
import { Applier } from '../../jobs/workflows/apply/applier.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { createKubeconfigConnection } from './kubeconfig-connection.ts';

const { secondary } = await openClusters(process.env['JOINERY_CLUSTER_SET'] ?? 'test');
const connection = createKubeconfigConnection(secondary.kubeconfigPath);
const basics = { clock: new SystemClock(), random: new SystemRandom(), logger: createRecordingLogger() };
const objects = new RestClusterObjects(connection, basics);
const kubernetes = new RestKubernetesApi(connection, basics);
const ports = { ...basics, objects, kubernetes, metrics: new PrometheusMetrics() };

let release: string;
let shop: string;
let uid: string;
let applier: Applier;
let stop: AbortController;
let bodies: Map<string, Body>;

beforeEach(async () => {
  uid = randomUUID();
  [release, shop] = [`release-${uid}`, `shop-${uid}`];
  bodies = new Map();
  await objects.apply(aNamespace(release), { force: false });
  start();
});

afterEach(async () => {
  stop.abort();
  for (const name of [release, shop]) {
    const namespace = await objects.get(keyOf(aNamespace(name)));
    if (namespace !== undefined) await objects.delete(keyOf(namespace), { uid: namespace.metadata.uid });
  }
});

/** Begins as a process that was just started. */
function start(through: ClusterObjects = objects): void {
  stop = new AbortController();
  const refusals = { namespaces: ['kube-system', release], kinds: [] };
  applier = new Applier({ ...ports, objects: through }, { namespace: release, refusals }, async (ids) => {
    return new Map([...bodies].filter(([id]) => ids.includes(id)));
  });
  applier.run(stop.signal).catch(() => undefined);
}

function partOf(manifests: readonly Manifest[], over: Partial<Part> = {}): Part {
  const ids = manifests.map((manifest) => {
    const id = digestOf(JSON.stringify(manifest));
    bodies.set(id, { manifest, isConfidential: false });
    return id;
  });
  const settings = { createdAt: '2026-11-20T10:00:00Z', complete: true, createNamespaces: true, ...over };
  return { uid, name: 'first', revision: digestOf(JSON.stringify([ids, over])), objects: ids, ...settings };
}

async function waitForState(state: string, timeoutMs = 30_000): Promise<void> {
  const isThere = async (): Promise<boolean> => applier.report()?.parts[0]?.state === state;
  await waitUntil(`state ${state}, not ${JSON.stringify(applier.report())}`, isThere, timeoutMs);
}

const read = async (manifest: Manifest): Promise<StoredManifest | undefined> => objects.get(keyOf(manifest));

async function editAs(manager: string, manifest: Manifest): Promise<void> {
  const command = await ensureTool('kubectl', () => undefined);
  const options = ['--server-side', '--force-conflicts', `--field-manager=${manager}`, '-f', '-'];
  await execa(command, ['--kubeconfig', secondary.kubeconfigPath, 'apply', ...options], {
    input: JSON.stringify(manifest),
  });
}

function aNamespace(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

const aMap = (name: string, data: Record<string, string> = { sky: 'blue' }): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: shop },
  data,
});

/** With fields that the API server fills in and writes in another way. */
const aDeployment = (replicas: number): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: shop },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        nodeSelector: { 'example.com/nowhere': 'true' },
        containers: [{ name: 'web', image: 'example.com/web:1', resources: { requests: { cpu: '1000m' } } }],
      },
    },
  },
});

const aPolicy = (): Manifest => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'isolation', namespace: shop },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
});

describe('Applier, on a real API server', () => {
  it('applies, leaves alone what is well, and puts right what is not', async () => {
    applier.take([partOf([aMap('colours'), aPolicy(), aDeployment(2)])]);
    await waitForState('Applied');
    const versions = async (): Promise<(string | undefined)[]> =>
      Promise.all(
        [aMap('colours'), aPolicy()].map(
          async (manifest) => (await read(manifest))?.metadata.resourceVersion,
        ),
      );
    const before = await versions();
    stop.abort();
    start();
    await waitForState('Applied');
    expect(await versions()).toEqual(before);

    await editAs('an-editor', { ...aPolicy(), spec: { podSelector: {}, policyTypes: ['Egress'] } });
    await waitUntil(
      'the policy as it was',
      async () => JSON.stringify((await read(aPolicy()))?.['spec']).includes('Ingress'),
      30_000,
    );

    const events = await kubernetes.list('Event', { namespace: shop });
    expect(events.find(({ reason }) => reason === 'DriftRepaired')).toMatchObject({
      message: 'Put back as distribution first has it: an-editor changed .spec.policyTypes.',
      involvedObject: { kind: 'NetworkPolicy', name: 'isolation' },
    });
    expect(applier.report()?.parts[0]).toMatchObject({ state: 'Applied', drifted: 1 });
  });

  it('brings back an object that was deleted, and a namespace with all that was in it', async () => {
    applier.take([partOf([aNamespace(shop), aMap('colours')])]);
    await waitForState('Applied');
    const first = await read(aNamespace(shop));

    await objects.delete(keyOf(aNamespace(shop)), { uid: first?.metadata.uid ?? '' });

    await waitUntil(
      'another namespace',
      async () => {
        const map = await read(aMap('colours'));
        const now = await read(aNamespace(shop));
        return (
          map?.metadata.deletionTimestamp === undefined &&
          map !== undefined &&
          now?.metadata.uid !== first?.metadata.uid
        );
      },
      90_000,
    );

    expect(applier.report()?.parts[0]?.drifted).toBeGreaterThan(0);
  });

  it('leaves ignored fields to whoever scales', async () => {
    const ignore = [{ kind: 'Deployment', fields: ['/spec/replicas'] }];
    applier.take([partOf([aDeployment(2)], { ignore })]);
    await waitForState('Applied');
    const command = await ensureTool('kubectl', () => undefined);
    const scale = ['-n', shop, 'scale', 'deployment', 'web', '--replicas=5'];
    await execa(command, ['--kubeconfig', secondary.kubeconfigPath, ...scale]);

    const other = aDeployment(2);
    other.metadata.labels = { 'example.com/turn': '2' };
    applier.take([partOf([other], { ignore })]);
    await waitUntil(
      'the label',
      async () => (await read(other))?.metadata.labels?.['example.com/turn'] === '2',
      30_000,
    );

    expect((await read(other))?.['spec']).toMatchObject({ replicas: 5 });
    expect(applier.report()?.parts[0]).toMatchObject({ drifted: 0 });
  });

  it('applies a kind and objects of it, and takes both away', async () => {
    const group = `g${uid.slice(0, 8)}.example.com`;
    const definition: Manifest = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `colours.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind: 'Colour', plural: 'colours' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', properties: { red: { type: 'integer' } } } },
              },
            },
          },
        ],
      },
    };
    const colour = {
      apiVersion: `${group}/v1`,
      kind: 'Colour',
      metadata: { name: 'a', namespace: shop },
      spec: { red: 7 },
    };

    applier.take([partOf([colour, definition])]);
    await waitForState('Applied', 60_000);
    applier.take([{ uid, name: 'first', withdrawn: true }]);
    await waitUntil('the end of the part', async () => applier.report()?.parts.length === 0, 60_000);

    expect(await read(definition).catch(() => undefined)).toBeUndefined();
    const stored = await kubernetes.list('Secret', { namespace: release });
    expect(stored.filter(({ metadata }) => metadata.name.startsWith('applied-'))).toEqual([]);
  });

  it("tells the API server's reason in words", async () => {
    const invalid = { ...aPolicy(), spec: { podSelector: {}, policyTypes: ['Sideways'] } };

    applier.take([partOf([invalid, aMap('colours')])]);
    await waitUntil('the other', async () => applier.report()?.parts[0]?.applied === 1, 30_000);

    expect(applier.report()?.parts[0]).toMatchObject({
      state: 'Failed',
      failures: [
        { reason: 'Invalid', message: expect.stringContaining('Unsupported value: "Sideways"') as string },
      ],
    });
  });

  it("tells a quota's refusal from a missing right", async () => {
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none', namespace: shop },
      spec: { hard: { 'count/secrets': '0' } },
    };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: shop } };
    applier.take([partOf([quota])]);
    await waitForState('Applied');
    const isCounted = async (): Promise<boolean> => JSON.stringify(await read(quota)).includes('"used"');
    await waitUntil('the quota to count', isCounted, 30_000);

    applier.take([partOf([quota, secret])]);
    await waitForState('Failed');

    expect(applier.report()?.parts[0]?.failures).toMatchObject([
      { reason: 'Forbidden', message: expect.stringContaining('exceeded quota') as string },
    ]);
  });

  it('names the rule that is missing, and goes on when it is there', async () => {
    const kubectl = await ensureTool('kubectl', () => undefined);
    const run = async (...args: string[]): Promise<string> =>
      (await execa(kubectl, ['--kubeconfig', secondary.kubeconfigPath, '-n', release, ...args])).stdout;
    await run('create', 'serviceaccount', 'agent');
    const token = await run('create', 'token', 'agent');
    stop.abort();
    start(new RestClusterObjects(createKubeconfigConnection(secondary.kubeconfigPath, token), basics));
    await objects.apply(aNamespace(shop), { force: false });

    applier.take([partOf([aMap('colours')])]);
    await waitForState('Failed');
    const failures = applier.report()?.parts[0]?.failures;
    const verbs = '--verb=get,list,watch,create,patch,delete';
    await run('create', 'clusterrole', `agent-${uid}`, verbs, '--resource=configmaps');
    await run(
      'create',
      'clusterrolebinding',
      `agent-${uid}`,
      `--clusterrole=agent-${uid}`,
      `--serviceaccount=${release}:agent`,
    );
    await waitForState('Applied', 90_000);
    await run('delete', 'clusterrole,clusterrolebinding', `agent-${uid}`);

    expect(failures).toMatchObject([
      { reason: 'RightMissing', remedy: expect.stringContaining('resources: ["configmaps"]') as string },
    ]);
  });

  it('says what would change, and changes nothing', async () => {
    applier.take([partOf([aDeployment(2), aMap('colours')])]);
    await waitForState('Applied');
    // The controller writes its own annotation at first, which is a change too.
    const isSeen = async (): Promise<boolean> =>
      (await read(aDeployment(2)))?.metadata.annotations !== undefined;
    await waitUntil('the controller to see the Deployment', isSeen, 30_000);

    applier.take([partOf([aDeployment(3), aMap('colours'), aMap('new')], { dryRun: true })]);
    await waitForState('Previewed');

    expect(applier.report()?.parts[0]?.preview).toMatchObject([
      { object: { kind: 'Deployment' }, change: 'Update', fields: ['/spec/replicas'] },
      { object: { name: 'colours' }, change: 'None', fields: [] },
      { object: { name: 'new' }, change: 'Create' },
    ]);
    expect(await read(aMap('new'))).toBeUndefined();
  });

  it('applies a thousand objects, stores them, and takes them away', async () => {
    const many = Array.from({ length: 1000 }, (_, at) =>
      aMap(`map-${at}`, { text: randomUUID().repeat(28) }),
    );

    applier.take([partOf(many)]);
    await waitForState('Applied', 120_000);
    applier.take([{ uid, name: 'first', withdrawn: true }]);
    await waitUntil('the end of the part', async () => applier.report()?.parts.length === 0, 120_000);

    expect(
      await objects.list({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: shop,
        labels: 'applyset.kubernetes.io/part-of',
      }),
    ).toEqual([]);
  });
});
