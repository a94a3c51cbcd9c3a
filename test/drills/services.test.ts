import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openE2e, type Cluster } from '../releases/cluster-access.ts';
import { findCondition, readMember } from '../releases/member-object.ts';
import { createToken, installPrimary, primaryValues } from '../releases/primary-release.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';
import {
  call,
  exportService,
  list,
  openShop,
  serve,
  shop,
  startCaller,
  waitForAnswer,
} from '../releases/shop.ts';
import { waitFor } from '../releases/wait-for.ts';

const { primary, secondary, ingress, ingressCa } = await openE2e();

interface SeenExport {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions: readonly { type: string; status: string; reason: string }[] };
}

interface SeenImport {
  readonly spec: { readonly type: string; readonly ips?: readonly string[] };
  readonly status?: { readonly clusters: readonly { readonly cluster: string }[] };
}

let edge: SecondaryRelease;

async function shareFrom(reach: 'podNetwork' | 'nodePort'): Promise<void> {
  const installed = await edge.install({ other: { mcs: { controller: 'joinery', reach } } });
  expect(installed.succeeded, installed.output).toBe(true);
}

beforeAll(async () => {
  await installPrimary(primary, { ...primaryValues(ingress, ingressCa), mcs: { controller: 'joinery' } });
  edge = await SecondaryRelease.prepare(secondary);
  const { token } = await createToken(primary);
  await edge.giveToken({ token, 'member-name': edge.namespace });
  await shareFrom('podNetwork');
  for (const cluster of [primary, secondary]) {
    await openShop(cluster);
    await startCaller(cluster);
    await cluster.kubectl([
      'wait',
      '--for=create',
      'crd/serviceexports.multicluster.x-k8s.io',
      '--timeout=60s',
    ]);
    await cluster.kubectl([
      'wait',
      '--for=condition=Established',
      'crd/serviceexports.multicluster.x-k8s.io',
      '--timeout=60s',
    ]);
  }
});

afterAll(async () => {
  await edge.uninstall();
  await edge.remove();
  await installPrimary(primary, primaryValues(ingress, ingressCa));
  for (const cluster of [primary, secondary]) {
    await cluster.kubectl(['delete', 'namespace', shop, '--ignore-not-found']);
    for (const kind of ['serviceexports', 'serviceimports'])
      await cluster.kubectl(['delete', 'crd', `${kind}.multicluster.x-k8s.io`, '--ignore-not-found']);
  }
});

/** @returns Whether they came; otherwise it throws. */
async function waitForConditions(
  cluster: Cluster,
  name: string,
  wanted: readonly string[],
): Promise<boolean> {
  const seen = await waitFor(
    `ServiceExport ${name} to say ${wanted.join(', ')}`,
    async () => {
      const found = (await list<SeenExport>(cluster, 'serviceexport')).find(
        ({ metadata }) => metadata.name === name,
      );
      return (found?.status?.conditions ?? []).map(
        ({ type, status, reason }) => `${type} ${status} ${reason}`,
      );
    },
    (conditions) => wanted.every((each) => conditions.includes(each)),
  );
  return seen.length > 0;
}

async function scaleAgent(replicas: number): Promise<void> {
  const args = ['scale', 'deployment/joinery-agent', '-n', edge.namespace, `--replicas=${replicas}`];
  await secondary.kubectl(args);
}

/** Waits until nothing of a kind is left that was made for an import. */
async function waitForNone(cluster: Cluster, kind: string): Promise<unknown[]> {
  return waitFor(
    `every ${kind} to be gone`,
    async () => list(cluster, kind, 'joinery.dev/component=service-import'),
    (left) => left.length === 0,
    120_000,
  );
}

describe('a service of the secondary', () => {
  it('is called by its name from a pod of the primary', async () => {
    await serve(secondary, { name: 'cart', words: 'the cart of the edge' });
    await exportService(secondary, 'cart');

    expect(await waitForAnswer(primary, 'cart.shop.svc.clusterset.local', 'the cart of the edge')).toBe(
      'the cart of the edge',
    );

    expect(
      await waitForConditions(secondary, 'cart', [
        'Valid True Valid',
        'Ready True Exported',
        'Conflict False NoConflicts',
      ]),
    ).toBe(true);
    const [imported] = await list<SeenImport>(primary, 'serviceimport');
    expect(imported).toMatchObject({
      spec: { type: 'ClusterSetIP', ips: [expect.any(String)] },
      status: { clusters: [{ cluster: edge.namespace }] },
    });
    expect(findCondition(await readMember(primary, edge.namespace), 'Services')?.reason).toBe('Shared');
  });

  it('is called by that name in its own cluster, too', async () => {
    expect(await waitForAnswer(secondary, 'cart.shop.svc.clusterset.local', 'the cart of the edge')).toBe(
      'the cart of the edge',
    );
  });

  it('is one with that of the primary, and a conflict is told on both sides', async () => {
    await serve(primary, {
      name: 'cart',
      words: 'the cart of the primary',
      spec: { sessionAffinity: 'ClientIP' },
    });
    await exportService(primary, 'cart');

    expect(await waitForAnswer(secondary, 'cart.shop.svc.clusterset.local', 'the cart of the primary')).toBe(
      'the cart of the primary',
    );
    expect(await waitForAnswer(secondary, 'cart.shop.svc.clusterset.local', 'the cart of the edge')).toBe(
      'the cart of the edge',
    );
    for (const cluster of [primary, secondary])
      expect(await waitForConditions(cluster, 'cart', ['Conflict True SessionAffinityConflict'])).toBe(true);
  });

  it('leaves when the primary withdraws its own, which stays where it is', async () => {
    await primary.kubectl(['delete', 'serviceexport', 'cart', '-n', shop]);

    await waitFor(
      'the addresses of the primary to leave the secondary',
      async () => list(secondary, 'endpointslice', 'multicluster.kubernetes.io/source-cluster=eu-central'),
      (slices) => slices.length === 0,
    );
    expect(await call(primary, 'cart')).toBe('the cart of the primary');
  });

  it('is answered by the nodes of the secondary where pods cannot be reached', async () => {
    await shareFrom('nodePort');
    expect(await waitForConditions(secondary, 'cart', ['Ready False Failed'])).toBe(true);
    const patch = JSON.stringify({ spec: { type: 'NodePort' } });
    await secondary.kubectl(['patch', 'service', 'cart', '-n', shop, '-p', patch]);

    expect(await waitForAnswer(primary, 'cart.shop.svc.clusterset.local', 'the cart of the edge')).toBe(
      'the cart of the edge',
    );
    const slices = await list<{ endpoints: { addresses: string[] }[] }>(
      primary,
      'endpointslice',
      'multicluster.kubernetes.io/service-name=cart',
    );
    expect(slices.flatMap(({ endpoints }) => endpoints)).toMatchObject([{ addresses: ['10.77.0.12'] }]);
    await shareFrom('podNetwork');
  });

  it('without an address has those of its pods, each by its name', async () => {
    await serve(secondary, { name: 'store', words: 'a store', spec: { clusterIP: 'None' } });
    await exportService(secondary, 'store');

    const host = `store-0.${edge.namespace}.store.shop.svc.clusterset.local:8080`;
    expect(await waitForAnswer(primary, host, 'a store')).toBe('a store');
  });

  it('goes on to be called while the hub is away', async () => {
    await primary.kubectl(['scale', 'deployment/joinery-hub', '-n', 'joinery', '--replicas=0']);
    await primary.kubectl([
      'wait',
      'pod',
      '-n',
      'joinery',
      '-l',
      'app.kubernetes.io/component=hub',
      '--for=delete',
      '--timeout=60s',
    ]);

    expect(await call(primary, 'cart.shop.svc.clusterset.local')).toBe('the cart of the edge');

    await primary.kubectl(['scale', 'deployment/joinery-hub', '-n', 'joinery', '--replicas=2']);
  });

  it('is gone from the primary when the secondary goes away, and back with it', async () => {
    await scaleAgent(0);
    expect(await waitForNone(primary, 'serviceimport')).toEqual([]);

    await scaleAgent(1);

    expect(await waitForAnswer(primary, 'cart.shop.svc.clusterset.local', 'the cart of the edge')).toBe(
      'the cart of the edge',
    );
  });

  it('leaves a cluster that leaves the set', async () => {
    await exportService(primary, 'cart');
    expect(await waitForAnswer(secondary, 'cart.shop.svc.clusterset.local', 'the cart of the primary')).toBe(
      'the cart of the primary',
    );

    await edge.uninstall();

    expect(await waitForNone(secondary, 'serviceimport')).toEqual([]);
    await shareFrom('podNetwork');
    expect(await waitForAnswer(secondary, 'cart.shop.svc.clusterset.local', 'the cart of the edge')).toBe(
      'the cart of the edge',
    );
  });

  it('leaves nothing behind when it is withdrawn', async () => {
    for (const cluster of [primary, secondary])
      await cluster.kubectl(['delete', 'serviceexport', '--all', '-n', shop]);

    for (const cluster of [primary, secondary]) {
      for (const kind of ['serviceimport', 'service', 'endpointslice'])
        expect(await waitForNone(cluster, kind)).toEqual([]);
    }
  });
});
