import { join } from 'node:path';
import { execa } from 'execa';
import { bundleFolder } from '../../ci/image/build-bundles.ts';
import { nodePackage } from '../../ci/image/lay-out-trees.ts';
import type { Cluster } from './cluster-access.ts';

/** How a command line ended. */
export interface CommandEnd {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Types command lines with both clusters in the kubeconfig, as `primary` and `secondary`. */
export function createCommandLine(
  primary: Cluster,
  secondary: Cluster,
): (line: string, input?: string) => Promise<CommandEnd> {
  const program = join(nodePackage, 'bin', 'node');
  const env = { KUBECONFIG: `${primary.kubeconfigPath}:${secondary.kubeconfigPath}` };
  return async (line, input) => {
    const args = [join(bundleFolder, 'joinery.cjs'), ...line.split(' ')];
    const { exitCode, stdout, stderr } = await execa(program, args, {
      env,
      extendEnv: false,
      reject: false,
      ...(input === undefined ? {} : { input }),
    });
    return { exitCode, stdout, stderr };
  };
}
