import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openE2e } from '../releases/cluster-access.ts';
import { waitForReason } from '../releases/member-object.ts';
import { createToken, installPrimary, primaryValues, setNamespace } from '../releases/primary-release.ts';
import { SecondaryRelease } from '../releases/secondary-release.ts';
import { waitFor } from '../releases/wait-for.ts';

const { primary, secondary, ingress, ingressCa } = await openE2e();

/** Where the member has what it offers; it goes with the release. */
let shop: string;
let edge: SecondaryRelease;

beforeAll(async () => {
  const values = primaryValues(ingress, ingressCa, { exports: { enabled: true } });
  const inventory = { clusterProfiles: { enabled: true }, clusterProperties: { enabled: true } };
  await installPrimary(primary, { ...values, inventory });
  edge = await SecondaryRelease.prepare(secondary);
  shop = `${edge.namespace}-shop`;
  await secondary.kubectl(['create', 'namespace', shop]);
});

afterAll(async () => {
  await edge.uninstall();
  await edge.remove();
  await secondary.kubectl(['delete', 'namespace', shop, '--wait=false']);
  await installPrimary(primary, primaryValues(ingress, ingressCa));
  const crds = ['clusterprofiles.multicluster.x-k8s.io', 'clusterproperties.about.k8s.io'];
  for (const cluster of [primary, secondary])
    await cluster.kubectl(['delete', 'crd', '--ignore-not-found', ...crds]);
});

async function readProfile(): Promise<string> {
  const args = [
    'get',
    'clusterprofile',
    edge.namespace,
    '-n',
    setNamespace,
    '--ignore-not-found',
    '-o',
    'json',
  ];
  return primary.kubectl(args);
}

async function readExports(): Promise<string[]> {
  const selector = `joinery.dev/exported-by=${edge.namespace}`;
  const output = 'jsonpath={range .items[*]}{.kind}/{.metadata.labels.joinery\\.dev/export-name} {end}';
  const text = await primary.kubectl([
    'get',
    'configmaps,secrets',
    '-n',
    setNamespace,
    '-l',
    selector,
    '-o',
    output,
  ]);
  return text.split(' ').filter(Boolean).toSorted();
}

describe('a member that shows and offers something', () => {
  it('is in the inventory, with what it shows of itself', async () => {
    const { token } = await createToken(primary);
    await edge.giveToken({ token, 'member-name': edge.namespace });

    const result = await edge.install({
      other: { inventory: { clusterProperties: { enabled: true } }, exports: { namespaces: [shop] } },
    });

    expect(result.succeeded, result.output).toBe(true);
    const profile = await waitFor('the profile of the member', readProfile, (text) =>
      text.includes('"clusterset.k8s.io"'),
    );
    expect(JSON.parse(profile)).toMatchObject({
      metadata: { labels: { 'x-k8s.io/cluster-manager': 'joinery' } },
      status: {
        conditions: [
          { type: 'ControlPlaneHealthy', status: 'True' },
          { type: 'Joined', status: 'True' },
        ],
      },
    });
    const named = await waitFor(
      'the properties of the member',
      async () => secondary.kubectl(['get', 'clusterproperties', '--ignore-not-found', '-o', 'name']),
      (text) => text.split('\n').length === 2,
    );
    expect(named).toContain('cluster.clusterset.k8s.io');
  });

  it('offers what its owner marks, and nothing else', async () => {
    await secondary.kubectl(['create', 'configmap', 'colours', '-n', shop, '--from-literal=sky=blue']);
    await secondary.kubectl(['create', 'configmap', 'private', '-n', shop, '--from-literal=sky=red']);
    await secondary.kubectl([
      'create',
      'secret',
      'generic',
      'login',
      '-n',
      shop,
      '--from-literal=word=sesame',
    ]);

    await secondary.kubectl([
      'label',
      'configmap/colours',
      'secret/login',
      '-n',
      shop,
      'joinery.dev/export=true',
    ]);

    const kept = await waitFor('both at the primary', readExports, ({ length }) => length === 2);
    expect(kept).toEqual(['ConfigMap/colours', 'Secret/login']);
    await waitForReason(primary, edge.namespace, ['Exports', 'Taken']);
  });

  it('takes back what is not marked any more', async () => {
    await secondary.kubectl(['label', 'configmap/colours', '-n', shop, 'joinery.dev/export-']);

    expect(await waitFor('one to be gone', readExports, ({ length }) => length === 1)).toEqual([
      'Secret/login',
    ]);
  });

  it('leaves nothing behind when it leaves', async () => {
    const result = await edge.uninstall();

    expect(result.succeeded, result.output).toBe(true);
    expect(await waitFor('the other to be gone', readExports, ({ length }) => length === 0)).toEqual([]);
    const properties = ['get', 'clusterproperties', '--ignore-not-found', '-o', 'name'];
    expect(await secondary.kubectl(properties)).toBe('');
  });
});
