import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { LocalCluster } from '../../../ci/clusters/local-clusters.ts';
import { writeProgramImage } from '../../../ci/clusters/program-image.ts';
import { ensureTool } from '../../../ci/tools/ensure-tools.ts';

const image = 'docker.io/joinery/probe:local';
const quiet = (): void => undefined;

/** What a pod saw. */
interface ProbeAnswer {
  readonly exitCode: number;
  readonly output: string;
}

/** A namespace of one cluster in which pods, with the least rights there are, ask what they see of the network. */
export interface ProbeNamespace {
  readonly name: string;
  /** @throws When kubectl fails, with what it said. */
  kubectl(args: readonly string[], input?: object): Promise<string>;
  /** Runs the probe in a pod of its own; for what it can ask, see ci/go/pods/probe. */
  ask(question: readonly string[]): Promise<ProbeAnswer>;
  remove(): Promise<void>;
}

/**
 * Makes the namespace, and loads the probe's image.
 *
 * @param files Files that probes find in /files, by name.
 */
export async function createProbeNamespace(
  cluster: LocalCluster,
  name: string,
  files: Readonly<Record<string, string>> = {},
): Promise<ProbeNamespace> {
  const kubectl = async (args: readonly string[], input?: object): Promise<string> => {
    const command = ['--kubeconfig', cluster.kubeconfigPath, '--namespace', name, ...args];
    const { stdout } = await execa(await ensureTool('kubectl', quiet), command, {
      input: JSON.stringify(input ?? ''),
    });
    return stdout;
  };
  await loadProbe(cluster);
  await kubectl(['delete', 'namespace', name, '--ignore-not-found']);
  await kubectl(['create', '-f', '-'], {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  });
  await kubectl(['create', '-f', '-'], {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'files' },
    data: files,
  });
  await kubectl(['wait', '--for=create', 'serviceaccount/default', '--timeout=30s']);
  let asked = 0;
  return {
    name,
    kubectl,
    ask: async (question) => {
      asked += 1;
      const pod = `question-${asked}`;
      await kubectl(['create', '-f', '-'], buildProbePod(pod, question));
      const ended = '.status.containerStatuses[0].state.terminated';
      await kubectl(['wait', `pod/${pod}`, `--for=jsonpath={${ended}}`, '--timeout=60s']);
      const exitCode = await kubectl(['get', 'pod', pod, '-o', `jsonpath={${ended}.exitCode}`]);
      return { exitCode: Number(exitCode), output: await kubectl(['logs', pod]) };
    },
    remove: async () => {
      await kubectl(['delete', 'namespace', name]);
    },
  };
}

/** Builds a pod that may do next to nothing, and can be started in a restricted namespace. */
export function buildProbePod(name: string, question: readonly string[]) {
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  };
  const volumeMounts = [{ name: 'files', mountPath: '/files' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ name: 'probe', image, args: question, securityContext, volumeMounts }],
      volumes: [{ name: 'files', configMap: { name: 'files' } }],
    },
  };
}

async function loadProbe(cluster: LocalCluster): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'joinery-probe-'));
  const archive = join(folder, 'probe.tar');
  try {
    const program = await ensureTool('probe', quiet);
    await writeProgramImage({ name: image, program, entrypoint: '/probe' }, archive);
    await cluster.loadImage(archive);
  } finally {
    await rm(folder, { recursive: true });
  }
}
