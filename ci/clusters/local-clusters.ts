/**
 * Two real Kubernetes clusters on this machine and an ingress in front of the first.
 *
 *     const clusters = await ensureClusters({ set: 'test', progress: console.log });
 *     await clusters.secondary.loadImage('build/image.tar');
 *     await clusters.ingress.behave('bad-gateway');
 *     await execa(await ensureTool('helm4', progress), ['list', '--kubeconfig', clusters.primary.kubeconfigPath]);
 *     await downClusters('test');
 *
 * Once per run, somebody calls ensureClusters(); test files then call openClusters(), which is quick and
 * changes nothing.
 */
import { join } from 'node:path';
import { assertClusterPrerequisites } from '../tools/cluster-prerequisites.ts';
import { installDebianPackages, missingClusterPackages } from '../tools/debian-packages.ts';
import { ensureTools } from '../tools/ensure-tools.ts';
import { withFileLock } from '../tools/file-lock.ts';
import type { ToolName } from '../tools/go-tools.ts';
import type { Progress } from '../tools/progress.ts';
import { runTimedStep } from '../tools/timed-step.ts';
import { type ClusterPlan, type ClusterSet, ingressPlan, planClusterSet } from './cluster-set.ts';
import { importImage, pauseImage } from './container-runtime.ts';
import { endEnclosure } from './end-enclosure.ts';
import { startEnclosedProcess } from './enclosed-process.ts';
import { findEnclosure } from './find-enclosure.ts';
import { configureGateway, findGatewayPorts } from './gateway.ts';
import {
  type IngressBehaviour,
  ingressCaPath,
  otherCaPath,
  setIngressBehaviour,
  writeIngressCredentials,
} from './ingress.ts';
import { observeHealth } from './observe-health.ts';
import { writeProgramImage } from './program-image.ts';
import { raiseWatchLimit } from './raise-watch-limit.ts';
import { readSetState, writeSetState } from './set-state.ts';
import { startCluster } from './start-cluster.ts';
import { startEnclosure } from './start-enclosure.ts';
import { credentialPaths, writeCredentials } from './write-credentials.ts';

export interface LocalCluster {
  readonly name: 'primary' | 'secondary';
  /** Works from this machine, for its administrator. */
  readonly kubeconfigPath: string;
  /** Makes an image in an OCI or docker archive available to pods. */
  loadImage(archive: string): Promise<void>;
}

interface LocalIngress {
  /** What users would put in `ingressURL`; pods of both clusters reach it. */
  readonly url: string;
  /** PEM file of the CA that signed the ingress' certificate. */
  readonly caPath: string;
  /** PEM file of the CA of the certificate that it shows when it behaves as `other-ca`. */
  readonly otherCaPath: string;
  /** Port on 127.0.0.1 of this machine that leads to the ingress; the name is still hub.joinery.test. */
  readonly loopbackPort: number;
  /** Takes effect before it returns, and stays until told otherwise. */
  behave(behaviour: IngressBehaviour): Promise<void>;
}

export interface LocalClusters {
  readonly primary: LocalCluster;
  readonly secondary: LocalCluster;
  readonly ingress: LocalIngress;
}

/**
 * Starts both clusters, or finds them running and healthy, or puts right what is left of them by
 * starting again. Installs and builds what is missing first. The ingress forwards afterwards.
 *
 * @throws {MissingPrerequisite} Before anything is changed, when the machine cannot do it.
 */
export async function ensureClusters({
  set: name = 'local',
  progress,
}: {
  set?: string;
  progress: Progress;
}): Promise<LocalClusters> {
  const set = planClusterSet(name);
  await assertClusterPrerequisites();
  await installDebianPackages(await missingClusterPackages(), progress);
  const tools = await ensureTools(progress);
  return withFileLock(set.lockFile, async () => {
    const problem = await observeHealth(set, tools);
    if (problem === undefined) {
      progress(`Clusters of set "${name}" are running`);
      await setIngressBehaviour(set, await initOf(set), 'forward');
    } else {
      progress(`Clusters of set "${name}": ${problem}`);
      await endEnclosure(set);
      await runTimedStep(progress, 'Starting two clusters', async () => startSet(set, tools, progress));
    }
    return openClusters(name);
  });
}

/**
 * The clusters that ensureClusters() started.
 *
 * @throws {Error} When they are not there.
 */
export async function openClusters(name = 'local'): Promise<LocalClusters> {
  const set = planClusterSet(name);
  const state = await readSetState(set);
  if (state === undefined) {
    throw new Error(
      `Cannot open the clusters of set "${name}": they are not running. Run: npm run clusters -- up`,
    );
  }
  const [primary, secondary] = set.clusters;
  return {
    primary: openCluster(primary),
    secondary: openCluster(secondary),
    ingress: {
      url: `https://${ingressPlan.hostName}${ingressPlan.path}`,
      caPath: ingressCaPath(set),
      otherCaPath: otherCaPath(set),
      loopbackPort: state.ingressPort,
      behave: async (behaviour) => setIngressBehaviour(set, await initOf(set), behaviour),
    },
  };
}

/** Ends everything a set started and removes everything it wrote, also after a crash or a reboot. */
export async function downClusters(name = 'local'): Promise<void> {
  const set = planClusterSet(name);
  await withFileLock(set.lockFile, async () => endEnclosure(set));
}

async function startSet(set: ClusterSet, tools: Record<ToolName, string>, progress: Progress): Promise<void> {
  await raiseWatchLimit(progress);
  const init = await startEnclosure(set, tools.pause);
  const ports = await findGatewayPorts();
  await Promise.all(set.clusters.map(async (cluster) => writeCredentials(cluster, ports[cluster.name])));
  const gateway = await startEnclosedProcess(init, await configureGateway(set, ports));
  await writeIngressCredentials(set);
  await setIngressBehaviour(set, init, 'forward');
  const pauseArchive = join(set.folder, 'pause.tar');
  await writeProgramImage({ name: pauseImage, program: tools.pause, entrypoint: '/pause' }, pauseArchive);
  const processes = await Promise.all(
    set.clusters.map(async (cluster) => startCluster(cluster, { init, tools, pauseArchive, progress })),
  );
  await writeSetState(set, {
    createdAt: new Date().toISOString(),
    tools,
    ingressPort: ports.ingress,
    processes: [gateway, ...processes.flat()],
  });
}

function openCluster(cluster: ClusterPlan): LocalCluster {
  return {
    name: cluster.name,
    kubeconfigPath: join(cluster.folder, credentialPaths.kubeconfig),
    loadImage: async (archive) => importImage(cluster, archive),
  };
}

async function initOf(set: ClusterSet): Promise<number> {
  const { init } = await findEnclosure(set);
  if (init === undefined)
    throw new Error(`Cannot reach the ingress of set "${set.name}": the set is not running`);
  return init;
}
