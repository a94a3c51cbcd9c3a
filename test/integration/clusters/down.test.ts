import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { findCgroups } from '../../../ci/clusters/cgroups.ts';
import { planClusterSet } from '../../../ci/clusters/cluster-set.ts';
import { pauseImage } from '../../../ci/clusters/container-runtime.ts';
import { findEnclosure } from '../../../ci/clusters/find-enclosure.ts';
import { downClusters, ensureClusters, type LocalCluster } from '../../../ci/clusters/local-clusters.ts';
import { observeHealth } from '../../../ci/clusters/observe-health.ts';
import { waitUntil } from '../../../ci/clusters/wait-until.ts';
import { ensureTool } from '../../../ci/tools/ensure-tools.ts';

/** A set of its own, beside the one that other tests use. */
const set = planClusterSet('down-test');
const others = planClusterSet(process.env['JOINERY_CLUSTER_SET'] ?? 'test');
const quiet = (): void => undefined;

const nothing = { processes: [], mounts: [], cgroups: [], folder: false };

afterAll(async () => {
  await downClusters(set.name);
});

describe('downClusters()', () => {
  it('leaves nothing of a set that crashed and was started again', async () => {
    const linksBefore = await readdir('/sys/class/net');
    const { primary } = await ensureClusters({ set: set.name, progress: quiet });
    await runPod(primary);
    await killEnclosure();
    const afterCrash = await observeTraces();
    const healed = await ensureClusters({ set: set.name, progress: quiet });
    await runPod(healed.secondary);

    await downClusters(set.name);

    expect(afterCrash).toMatchObject({ processes: [], folder: true });
    expect(await observeTraces()).toEqual(nothing);
    expect(await readdir('/sys/class/net')).toEqual(linksBefore);
    expect(await observeHealth(others)).toBeUndefined();
  });

  it('is content when there is nothing', async () => {
    await downClusters(set.name);

    expect(await observeTraces()).toEqual(nothing);
  });
});

/** What can be seen of the set from the machine. */
async function observeTraces() {
  const mounts = await readFile('/proc/mounts', 'utf8');
  return {
    processes: await findProcesses(),
    mounts: mounts.split('\n').filter((line) => line.includes(set.folder)),
    cgroups: await findCgroups(set.cgroupPrefix),
    folder: existsSync(set.folder),
  };
}

/** Processes that were started with a file of the set or its marker. */
async function findProcesses(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    ids.map(async (id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
  );
  return commands.filter((command) => command.includes(`${set.folder}/`) || command.includes(set.marker));
}

/** Ends the set as a crash does: its first process is gone, and with it the others. */
async function killEnclosure(): Promise<void> {
  const { all } = await findEnclosure(set);
  for (const pid of all) process.kill(pid, 'SIGKILL');
  await waitUntil('the end of what was killed', async () => (await findProcesses()).length === 0, 30_000);
}

/** A running pod has what is easily left behind: a shim, mounts, cgroups, a network namespace. */
async function runPod({ kubeconfigPath }: LocalCluster): Promise<void> {
  const command = await ensureTool('kubectl', quiet);
  const kubectl = async (...args: string[]) => execa(command, ['--kubeconfig', kubeconfigPath, ...args]);
  await kubectl('run', 'sleeper', `--image=${pauseImage}`, '--image-pull-policy=Never');
  await kubectl('wait', 'pod/sleeper', '--for=condition=Ready', '--timeout=60s');
}
