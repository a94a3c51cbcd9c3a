import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { ToolName } from '../tools/go-tools.ts';
import type { Progress } from '../tools/progress.ts';
import { type ClusterApi, createClusterApi } from './cluster-api.ts';
import { buildDnsObjects, configureDns, dnsReadyPort } from './cluster-dns.ts';
import type { ClusterPlan } from './cluster-set.ts';
import { configureContainerRuntime, importImage, isContainerRuntimeReady } from './container-runtime.ts';
import { buildApiServerPrograms, buildControllerPrograms } from './control-plane.ts';
import {
  type EnclosedProcess,
  type EnclosedProgram,
  assertEnclosedProcessAlive,
  enclosureEntry,
  startEnclosedProcess,
} from './enclosed-process.ts';
import { configureNode } from './node-programs.ts';
import { waitUntil } from './wait-until.ts';

/** Long enough for a machine that compiles something else meanwhile. */
const timeoutMs = 120_000;

export interface StartClusterOptions {
  /** Process id of the enclosure's process 1. */
  readonly init: number;
  readonly tools: Record<ToolName, string>;
  readonly pauseArchive: string;
  readonly progress: Progress;
}

/**
 * Starts a cluster whose credentials are written, and returns when pods can run in it and names resolve.
 *
 * @returns Its processes; all of them are meant to run until the set ends.
 * @throws {Error} With the last lines of its log, when one of them ends.
 */
export async function startCluster(
  cluster: ClusterPlan,
  { init, tools, pauseArchive, progress }: StartClusterOptions,
): Promise<EnclosedProcess[]> {
  const startedAtMs = performance.now();
  const started: EnclosedProcess[] = [];
  const start = async (programs: readonly EnclosedProgram[]) => {
    for (const program of programs) started.push(await startEnclosedProcess(init, program));
  };
  const waitFor = async (what: string, check: () => Promise<boolean>) => {
    const alive = async () => {
      for (const process of started) await assertEnclosedProcessAlive(init, process);
      return check();
    };
    await waitUntil(`${what} in cluster ${cluster.name}`, alive, timeoutMs);
  };
  await mkdir(join(cluster.folder, 'log'), { recursive: true });
  await start(buildApiServerPrograms(cluster, tools));
  await start([await configureContainerRuntime(cluster)]);
  await waitFor('containerd answer', async () => isContainerRuntimeReady(cluster));
  await importImage(cluster, pauseArchive);

  const api = await createClusterApi(cluster);
  try {
    await waitFor('the API server ready', async () => (await api.get('/readyz')) === 'ok');
    await start(buildControllerPrograms(cluster, tools));
    await start(await configureNode(cluster, tools));
    for (const object of buildDnsObjects(cluster)) await api.apply(object);
    await start([await configureDns(cluster, tools.coredns)]);
    await waitFor('a node that takes pods', async () => isNodeReady(api, cluster));
    await waitFor('CoreDNS ready', async () => isDnsReady(init, cluster, tools.probe));
    await waitFor('the default service account', async () => {
      return (await api.get('/api/v1/namespaces/default/serviceaccounts/default')) !== undefined;
    });
  } finally {
    await api.close();
  }
  progress(
    `Cluster ${cluster.name} is ready after ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`,
  );
  return started;
}

async function isNodeReady(api: ClusterApi, cluster: ClusterPlan): Promise<boolean> {
  const node = (await api.get(`/api/v1/nodes/${cluster.nodeName}`)) as
    { spec: { taints?: unknown[] }; status: { conditions?: { type: string; status: string }[] } } | undefined;
  const ready = node?.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  // The taint of a node that is not ready is taken away a moment after it is.
  return ready === true && (node?.spec.taints ?? []).length === 0;
}

async function isDnsReady(init: number, cluster: ClusterPlan, probe: string): Promise<boolean> {
  const url = `http://${cluster.nodeAddress}:${dnsReadyPort}/ready`;
  const entry = enclosureEntry(init, cluster.name);
  const { stdout } = await execa('nsenter', [...entry, probe, 'fetch', url], { reject: false });
  return stdout.startsWith('200 ');
}
