import type { Cluster } from './cluster-access.ts';
import { waitFor } from './wait-for.ts';

/** Where the shop's services are, in every cluster. */
export const shop = 'shop';

const image = 'docker.io/joinery/joinery:0.1.0';

/** Makes the namespace of the shop. */
export async function openShop(cluster: Cluster): Promise<void> {
  await cluster.kubectl(['create', 'namespace', shop]);
  await cluster.kubectl(['label', 'namespace', shop, 'pod-security.kubernetes.io/enforce=restricted']);
  await cluster.kubectl(['wait', '-n', shop, '--for=create', 'serviceaccount/default', '--timeout=30s']);
}

/** Starts a pod that answers every HTTP request with `words`, and a Service for it. */
export async function serve(
  cluster: Cluster,
  { name, words, spec = {} }: { name: string; words: string; spec?: object },
): Promise<void> {
  const program = `require('http').createServer((_, answer) => answer.end('${words}')).listen(8080)`;
  const pod = buildPod(name, program, { hostname: `${name}-0`, subdomain: name });
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: shop, name },
    spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }], ...spec },
  };
  await create(cluster, pod);
  await create(cluster, service);
  await cluster.kubectl(['wait', '-n', shop, `pod/${name}`, '--for=condition=Ready', '--timeout=60s']);
}

/** Exports a service of the shop. */
export async function exportService(cluster: Cluster, name: string): Promise<void> {
  await create(cluster, {
    apiVersion: 'multicluster.x-k8s.io/v1alpha1',
    kind: 'ServiceExport',
    metadata: { namespace: shop, name },
  });
}

/** Reads objects of a kind in the shop. */
export async function list<T>(cluster: Cluster, kind: string, selector = ''): Promise<T[]> {
  const text = await cluster.kubectl(['get', kind, '-n', shop, '-l', selector, '-o', 'json']);
  return (JSON.parse(text) as { items: T[] }).items;
}

/** A pod that stays and can be asked to fetch URLs. */
export async function startCaller(cluster: Cluster): Promise<void> {
  await create(cluster, buildPod('caller', 'setInterval(() => undefined, 1e6)', {}));
  await cluster.kubectl(['wait', '-n', shop, 'pod/caller', '--for=condition=Ready', '--timeout=60s']);
}

/** What the caller is answered, or the code of why it is not. */
export async function call(cluster: Cluster, host: string): Promise<string> {
  const program = `fetch('http://${host}/', { signal: AbortSignal.timeout(3000) })
    .then(async (answer) => console.log(await answer.text()), (error) => console.log(String(error.cause?.code)))`;
  const args = ['exec', '-n', shop, 'caller', '--', '/usr/local/bin/node', '-e', program];
  return (await cluster.kubectl(args)).trim();
}

/** Calls until the answer is this, and gives it back. */
export async function waitForAnswer(cluster: Cluster, host: string, answer: string): Promise<string> {
  return waitFor(
    `${host} to answer "${answer}"`,
    async () => call(cluster, host),
    (seen) => seen === answer,
    90_000,
  );
}

async function create(cluster: Cluster, manifest: object): Promise<void> {
  await cluster.kubectl(['create', '-f', '-'], JSON.stringify(manifest));
}

function buildPod(name: string, program: string, spec: object) {
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  };
  const command = ['/usr/local/bin/node', '-e', program];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: shop, name, labels: { app: name } },
    spec: {
      ...spec,
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ name: 'main', image, imagePullPolicy: 'Never', command, securityContext }],
    },
  };
}
