import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { openClusters, type LocalCluster } from '../../ci/clusters/local-clusters.ts';
import { ensureTool } from '../../ci/tools/ensure-tools.ts';
import { parseSecretData } from '../../jobs/core/kubernetes/secret-data.ts';

/** Outcome of a command line, as a user sees it. */
export interface CommandResult {
  readonly succeeded: boolean;
  /** Standard output and standard error together, in order. */
  readonly output: string;
  readonly stdout: string;
}

/** One of the two clusters, with the commands a user would type. */
export interface Cluster {
  readonly kubeconfigPath: string;
  helm(version: HelmVersion, args: readonly string[], input?: string): Promise<CommandResult>;
  /** @throws When kubectl fails, with what it said. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** Secret values as text; empty when there is no such Secret. */
  readSecret(namespace: string, name: string): Promise<Record<string, string>>;
}

export type HelmVersion = 'helm3' | 'helm4';

/** Set of clusters the tests run on; the runner names it. */
const set = process.env['JOINERY_CLUSTER_SET'] ?? 'test';

const quiet = (): void => undefined;

/** The clusters that the runner started, and the ingress in front of the primary. */
export async function openE2e() {
  const clusters = await openClusters(set);
  const commands = {
    helm3: await ensureTool('helm3', quiet),
    helm4: await ensureTool('helm4', quiet),
    kubectl: await ensureTool('kubectl', quiet),
  };
  return {
    primary: createCluster(clusters.primary, commands),
    secondary: createCluster(clusters.secondary, commands),
    ingress: clusters.ingress,
    ingressCa: readFileSync(clusters.ingress.caPath, 'utf8'),
  };
}

function createCluster(
  { kubeconfigPath }: LocalCluster,
  commands: Readonly<Record<HelmVersion | 'kubectl', string>>,
): Cluster {
  const env = {
    KUBECONFIG: kubeconfigPath,
    HOME: '/nonexistent',
    HELM_CACHE_HOME: '/tmp',
    PATH: process.env['PATH'] ?? '',
  };
  const kubectl = async (args: readonly string[], input = ''): Promise<string> => {
    const { stdout } = await execa(commands.kubectl, args, {
      input,
      env,
      extendEnv: false,
    });
    return stdout;
  };
  return {
    kubeconfigPath,
    kubectl,
    helm: async (version, args, input = '') => {
      const { failed, all, stdout } = await execa(commands[version], args, {
        input,
        env,
        extendEnv: false,
        reject: false,
        all: true,
      });
      return { succeeded: !failed, output: all, stdout };
    },
    readSecret: async (namespace, name) => {
      const text = await kubectl([
        'get',
        'secret',
        name,
        '-n',
        namespace,
        '--ignore-not-found',
        '-o',
        'json',
      ]);
      if (text === '') return {};
      return parseSecretData((JSON.parse(text) as { data?: Record<string, string> }).data);
    },
  };
}
