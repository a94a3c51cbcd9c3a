import { execa } from 'execa';
import { openClusters } from '../clusters/local-clusters.ts';
import { imageArchive } from '../image/build-image.ts';
import { inRepository } from '../runner/repository-root.ts';
import { ensureTool } from '../tools/ensure-tools.ts';
import type { Progress } from '../tools/progress.ts';
import type { BenchPrimary } from './bench-primary.ts';

const namespace = 'joinery';
const timeoutMs = 60_000;

/** Installs the chart in secondary mode and joins it, so that there is an agent in a pod to be measured. */
export async function installSecondary(
  setName: string,
  primary: BenchPrimary,
  progress: Progress,
): Promise<void> {
  const { secondary } = await openClusters(setName);
  await secondary.loadImage(imageArchive);
  const [kubectl, helm] = [await ensureTool('kubectl', progress), await ensureTool('helm4', progress)];
  const env = { KUBECONFIG: secondary.kubeconfigPath };
  const [token] = await primary.mint(['in-a-pod'], AbortSignal.timeout(timeoutMs));
  const stringData = { token, 'ca.crt': primary.ca };
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'mc-join', namespace }, stringData },
  ];
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  await execa(kubectl, ['apply', '-f', '-'], { env, input });
  const chart = inRepository('charts', 'joinery');
  const values = ['--set', 'multicluster.secondary.create=true'];
  await execa(helm, ['upgrade', '--install', 'joinery', chart, '-n', namespace, '--wait', ...values], {
    env,
  });
  // The agent of an earlier run was measured from another start.
  await execa(kubectl, ['rollout', 'restart', 'deployment', '-n', namespace], { env });
  await execa(kubectl, ['rollout', 'status', 'deployment', '-n', namespace], { env });
}
