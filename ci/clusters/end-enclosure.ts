import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ClusterSet } from './cluster-set.ts';
import { findEnclosure } from './find-enclosure.ts';
import { removeCgroups } from './cgroups.ts';
import { waitUntil } from './wait-until.ts';

/**
 * Ends everything a set started and removes everything it wrote, in whatever state it is. Run on a set
 * that is not there it does nothing.
 */
export async function endEnclosure(set: ClusterSet): Promise<void> {
  const nothingLeft = async () => {
    const { all } = await findEnclosure(set);
    for (const pid of all) kill(pid);
    return all.length === 0;
  };
  // The kernel ends what is inside before it lets process 1 go, so this waits for all of it.
  await waitUntil(`the end of set "${set.name}"`, nothingLeft, 30_000);
  await removeCgroups(set.cgroupPrefix);
  await rm(set.folder, { recursive: true, force: true });
  // Parents that may be somebody else's stay when they are not empty.
  for (const folder of [dirname(set.folder), dirname(dirname(set.folder)), '/var/lib/cni']) {
    await rmdir(folder).catch(() => undefined);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
