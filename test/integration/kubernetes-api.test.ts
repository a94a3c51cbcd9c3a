import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import { afterAll, beforeAll } from 'vitest';
import { openClusters } from '../../ci/clusters/local-clusters.ts';
import { waitUntil } from '../../ci/clusters/wait-until.ts';
import { ensureTool } from '../../ci/tools/ensure-tools.ts';
import { RestKubernetesApi } from '../../jobs/adapters/kubernetes/rest-kubernetes-api.ts';
import { SystemClock } from '../../jobs/adapters/system/system-clock.ts';
import { SystemRandom } from '../../jobs/adapters/system/system-random.ts';
import { found } from '../builders/found.ts';
import { templateChart } from '../chart/render-chart.ts';
import { describeKubernetesApi } from '../contract/kubernetes-api-contract.ts';
import { createRecordingLogger } from '../fakes/recording-logger.ts';
import { createKubeconfigConnection } from './kubeconfig-connection.ts';

const { primary } = await openClusters(process.env['JOINERY_CLUSTER_SET'] ?? 'test');
const ports = { clock: new SystemClock(), random: new SystemRandom(), logger: createRecordingLogger() };
const api = new RestKubernetesApi(createKubeconfigConnection(primary.kubeconfigPath), ports);
const namespaces: string[] = [];

/** The kind Member, when no release in the cluster has brought it yet. */
let ownKind: string | undefined;

beforeAll(async () => {
  if ((await kubectl(['get', 'crd', 'members.joinery.dev', '--ignore-not-found'])) !== '') return;
  const template = ['--show-only', 'templates/crds/member.yaml'];
  ownKind = (await templateChart('helm4', { values: 'primary' }, ...template)).stdout;
  await kubectl(['apply', '-f', '-'], ownKind);
  await kubectl(['wait', '--for=condition=Established', 'crd/members.joinery.dev', '--timeout=30s']);
});

afterAll(async () => {
  for (const namespace of namespaces) {
    await waitUntil(
      `the end of namespace ${namespace}`,
      async () => (await readNamespace(namespace)) === undefined,
      60_000,
    );
  }
  if (ownKind !== undefined) await kubectl(['delete', '-f', '-'], ownKind);
});

describeKubernetesApi('real', async () => {
  const namespace = `contract-${randomUUID()}`;
  namespaces.push(namespace);
  const { uid } = found(await api.create('Namespace', { metadata: { name: namespace } })).metadata;
  return { api, namespace, remove: async () => api.delete('Namespace', { name: namespace, uid }) };
});

async function readNamespace(name: string) {
  return api.get('Namespace', { name });
}

async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const command = await ensureTool('kubectl', () => undefined);
  const { stdout } = await execa(command, ['--kubeconfig', primary.kubeconfigPath, ...args], { input });
  return stdout;
}
