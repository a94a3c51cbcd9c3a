import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import { afterAll } from 'vitest';
import { openClusters } from '../../ci/clusters/local-clusters.ts';
import { waitUntil } from '../../ci/clusters/wait-until.ts';
import { ensureTool } from '../../ci/tools/ensure-tools.ts';
import { RestClusterObjects } from '../../jobs/adapters/kubernetes/rest-cluster-objects.ts';
import { SystemClock } from '../../jobs/adapters/system/system-clock.ts';
import { SystemRandom } from '../../jobs/adapters/system/system-random.ts';
import type { Manifest } from '../../jobs/core/kubernetes/manifest.ts';
import { describeClusterObjects } from '../contract/cluster-objects-contract.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { createKubeconfigConnection } from './kubeconfig-connection.ts';

const { primary } = await openClusters(process.env['JOINERY_CLUSTER_SET'] ?? 'test');
const ports = { clock: new SystemClock(), random: new SystemRandom(), logger: createRecordingLogger() };
const objects = new RestClusterObjects(createKubeconfigConnection(primary.kubeconfigPath), ports);
const namespaces: Manifest[] = [];

afterAll(async () => {
  for (const namespace of namespaces) {
    const key = { apiVersion: 'v1', kind: 'Namespace', name: namespace.metadata.name };
    await waitUntil(
      `the end of namespace ${key.name}`,
      async () => (await objects.get(key)) === undefined,
      60_000,
    );
  }
});

describeClusterObjects('real', async () => {
  const name = `contract-${randomUUID()}`;
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  namespaces.push(namespace);
  const { uid } = (await objects.apply(namespace, { force: false })).metadata;
  return {
    objects,
    namespace: name,
    edit: applyAs,
    remove: async () => objects.delete({ apiVersion: 'v1', kind: 'Namespace', name }, { uid }),
  };
});

async function applyAs(manifest: Manifest, manager: string): Promise<void> {
  const command = await ensureTool('kubectl', () => undefined);
  const options = ['--server-side', '--force-conflicts', `--field-manager=${manager}`, '-f', '-'];
  await execa(command, ['--kubeconfig', primary.kubeconfigPath, 'apply', ...options], {
    input: JSON.stringify(manifest),
  });
}
