import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingressPlan } from '../../../ci/clusters/cluster-set.ts';
import { openClusters } from '../../../ci/clusters/local-clusters.ts';
import { waitUntil } from '../../../ci/clusters/wait-until.ts';
import { buildProbePod, createProbeNamespace, type ProbeNamespace } from './probe-namespace.ts';

const clusterCa = '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt';

/** Reserved for documentation by RFC 5737; no packet to it may leave a node. */
const outside = '192.0.2.1:443';

let primary: ProbeNamespace;
let secondary: ProbeNamespace;

beforeAll(async () => {
  const clusters = await openClusters(process.env['JOINERY_CLUSTER_SET'] ?? 'test');
  const files = { 'ingress-ca.crt': await readFile(clusters.ingress.caPath, 'utf8') };
  [primary, secondary] = await Promise.all([
    createProbeNamespace(clusters.primary, 'clusters-test', files),
    createProbeNamespace(clusters.secondary, 'clusters-test', files),
  ]);
});

afterAll(async () => {
  await Promise.all([primary.remove(), secondary.remove()]);
});

describe.concurrent.for([
  ['primary', () => primary],
  ['secondary', () => secondary],
] as const)('the %s', ([, cluster]) => {
  it('has one node, which is ready, of Kubernetes 1.34', async () => {
    const nodes = await cluster().kubectl(['get', 'nodes', '--no-headers']);

    expect(nodes).toMatch(/^\S+ +Ready +.* v1\.34\.\d+$/);
  });

  it('runs a Job whose pod may do next to nothing', async () => {
    const { spec } = buildProbePod('job', ['lookup', 'kubernetes.default']);
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job' },
      spec: { template: { spec } },
    };
    await cluster().kubectl(['create', '-f', '-'], job);

    const waited = await cluster().kubectl(['wait', 'job/job', '--for=condition=Complete', '--timeout=60s']);

    expect(waited).toContain('condition met');
  });

  it('answers its own pods by the name of its API server', async () => {
    const { output } = await cluster().ask(['fetch', 'https://kubernetes.default/readyz', clusterCa]);

    expect(output).toBe('200 OK ok');
  });

  it('takes a pod to another by the name of a Service', async () => {
    await cluster().kubectl(['create', '-f', '-'], buildProbePod('server', ['serve', ':8080']));
    await cluster().kubectl(['expose', 'pod', 'server', '--port=80', '--target-port=8080']);
    await cluster().kubectl(['wait', 'pod/server', '--for=condition=Ready', '--timeout=60s']);

    // kube-proxy tells nobody when it has seen the pod; until then the Service refuses connections.
    let output = '';
    const answers = async () => {
      ({ output } = await cluster().ask(['fetch', 'http://server/path']));
      return !output.includes('connection refused');
    };
    await waitUntil('the Service answer', answers, 30_000);

    expect(output).toBe('200 OK you asked for /path');
  });

  it('takes a pod to the ingress by its name, over TLS that proves it', async () => {
    const url = `https://${ingressPlan.hostName}/no-path-of-the-hub`;

    const trusting = await cluster().ask(['fetch', url, '/files/ingress-ca.crt']);
    const unaware = await cluster().ask(['fetch', url]);

    expect(trusting.output).toContain('404 Not Found');
    expect(unaware.output).toContain('certificate signed by unknown authority');
  });

  it('knows no name of the world', async () => {
    const { exitCode, output } = await cluster().ask(['lookup', 'example.com']);

    expect(exitCode).not.toBe(0);
    expect(output).toContain('no such host');
  });

  it('has no way into the world', async () => {
    const { exitCode, output } = await cluster().ask(['dial', outside]);

    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/unreachable|no route/);
  });
});

describe.concurrent('the secondary', () => {
  it('has no way to the API server of the primary', async () => {
    const nodes = JSON.parse(await primary.kubectl(['get', 'nodes', '-o', 'json'])) as {
      items: [{ status: { addresses: [{ address: string }] } }];
    };
    const [{ address }] = nodes.items[0].status.addresses;

    const { exitCode } = await secondary.ask(['dial', `${address}:6443`]);

    expect(exitCode).not.toBe(0);
  });
});
