import { execa } from 'execa';
import { ensureTool } from '../../ci/tools/ensure-tools.ts';

/** The Helm lines users have; the chart must do the same under both. */
export const helms = ['helm3', 'helm4'] as const;

export type Helm = (typeof helms)[number];

interface HelmResult {
  readonly succeeded: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs Helm away from any cluster and any settings of the user.
 *
 * @param input Text for standard input, for values given as `-f -`.
 */
export async function runHelm(helm: Helm, args: readonly string[], input = ''): Promise<HelmResult> {
  const { failed, stdout, stderr } = await execa(await helmPath(helm), args, {
    input,
    reject: false,
    extendEnv: false,
    env: { HOME: '/nonexistent', KUBECONFIG: '/nonexistent/config' },
  });
  return { succeeded: !failed, stdout, stderr };
}

const paths = new Map<Helm, Promise<string>>();

/** The path of a Helm: from `JOINERY_HELM3` or `JOINERY_HELM4`, or the pinned one, built when it is missing. */
async function helmPath(helm: Helm): Promise<string> {
  const given = process.env[`JOINERY_${helm.toUpperCase()}`];
  const path =
    paths.get(helm) ?? (given === undefined ? ensureTool(helm, ignoreProgress) : Promise.resolve(given));
  paths.set(helm, path);
  return path;
}

/** Test output stays quiet: whoever starts the tests has shown the building. */
function ignoreProgress(): void {}
