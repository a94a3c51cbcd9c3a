import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClusters } from '../../ci/clusters/local-clusters.ts';
import { RestClusterObjects } from '../../jobs/adapters/kubernetes/rest-cluster-objects.ts';
import { SystemClock } from '../../jobs/adapters/system/system-clock.ts';
import { SystemRandom } from '../../jobs/adapters/system/system-random.ts';
import { buildExport } from '../../jobs/core/exports/build-export.ts';
import { cleanOffered, deriveOfferKey, describeOffer } from '../../jobs/core/exports/offer.ts';
import type { Manifest } from '../../jobs/core/kubernetes/manifest.ts';
import { ExportStore, readExportDigest } from '../../jobs/workflows/offer/export-store.ts';
import { aKey } from '../builders/a-key.ts';
import { found } from '../builders/found.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { createKubeconfigConnection } from './kubeconfig-connection.ts';

const { primary } = await openClusters(process.env['JOINERY_CLUSTER_SET'] ?? 'test');
const world = { clock: new SystemClock(), random: new SystemRandom(), logger: createRecordingLogger() };
const objects = new RestClusterObjects(createKubeconfigConnection(primary.kubeconfigPath), world);
const key = deriveOfferKey(aKey(1, 'X25519'));
const name = `exports-${randomUUID()}`;
const store = new ExportStore(objects, name);
const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
const member = { name: 'edge-7', uid: randomUUID() };
let uid: string;

beforeAll(async () => {
  ({ uid } = (await objects.apply(namespace, { force: false })).metadata);
});

afterAll(async () => objects.delete({ apiVersion: 'v1', kind: 'Namespace', name }, { uid }));

/** What the hub keeps of a Secret `shop/login`. Without its owner, who is in no cluster: the garbage collector would take it. */
function anExport(text: string, type: string): Manifest {
  const data = { password: Buffer.from(text).toString('base64') };
  const metadata = { name: 'login', namespace: 'shop' };
  const manifest = cleanOffered({ apiVersion: 'v1', kind: 'Secret', metadata, type, data });
  const built = buildExport(manifest, describeOffer(manifest, key), { member, namespace: name });
  const { ownerReferences: _, ...rest } = built.metadata;
  return { ...built, metadata: rest };
}

describe('the store of exports on an API server', () => {
  it('keeps, finds, replaces and drops', async () => {
    const wanted = anExport('one', 'Opaque');
    await store.keep(wanted, undefined);
    const first = found((await store.list('edge-7')).get(wanted.metadata.name));

    await store.keep(anExport('two', 'example.com/login'), first);
    const second = found((await store.list('edge-7')).get(wanted.metadata.name));
    await store.drop(second);

    expect(readExportDigest(first)).toMatch(/^[\w-]{43}$/);
    expect(second).toMatchObject({ type: 'example.com/login', data: { password: 'dHdv' } });
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
    expect(await store.list('edge-7')).toEqual(new Map());
    expect(await store.list('edge-8')).toEqual(new Map());
  });
});
