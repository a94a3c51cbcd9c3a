import type { ToolName } from '../tools/go-tools.ts';
import { certificateLifetimeMs } from './certificates.ts';
import { createClusterApi } from './cluster-api.ts';
import type { ClusterSet } from './cluster-set.ts';
import { isEnclosedProcessAlive } from './enclosed-process.ts';
import { findEnclosure } from './find-enclosure.ts';
import { readSetState } from './set-state.ts';

/** One program of each module that a running set has in use; of Helm any version will do. */
const runningTools = ['pause', 'coredns', 'kubelet'] as const;

/**
 * Looks whether a set is as it should be. Changes nothing.
 *
 * @param tools The programs it should run; without them it may run any.
 * @returns What is wrong first, as a short phrase, or undefined when nothing is.
 */
export async function observeHealth(
  set: ClusterSet,
  tools?: Record<ToolName, string>,
): Promise<string | undefined> {
  const { init } = await findEnclosure(set);
  if (init === undefined) return 'not running';
  const state = await readSetState(set);
  if (state === undefined) return 'only started in part';
  if (tools && runningTools.some((tool) => tools[tool] !== state.tools[tool])) return 'of other versions';
  // A day before they end, so that they last through whatever is about to run.
  const ageMs = Date.now() - Date.parse(state.createdAt);
  if (ageMs > certificateLifetimeMs - 24 * 60 * 60 * 1000) return 'certificates about to expire';
  for (const process of state.processes) {
    if (!(await isEnclosedProcessAlive(init, process))) return `${process.name} has ended`;
  }
  for (const cluster of set.clusters) {
    const api = await createClusterApi(cluster);
    const ready = await api.get('/readyz');
    await api.close();
    if (ready !== 'ok') return `the API server of ${cluster.name} is not ready`;
  }
  return undefined;
}
