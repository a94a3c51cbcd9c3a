import { access, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from './wait-until.ts';

const cgroupFolder = '/sys/fs/cgroup';

/** The kubelet wants its topmost cgroup to exist, in every hierarchy, and usable. */
export async function createCgroup(name: string): Promise<void> {
  if (await isVersion2()) return createUnifiedCgroup(name);
  for (const hierarchy of await version1Hierarchies()) {
    await mkdir(join(hierarchy, name), { recursive: true });
    // A version 1 cpuset starts empty, and nothing can run in it until it names processors and memory.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      if (!(await exists(join(hierarchy, file)))) continue;
      await writeFile(join(hierarchy, name, file), await readFile(join(hierarchy, file)));
    }
  }
}

/** Removes every cgroup whose name starts with `prefix`, and all in it. They hold no process any more. */
export async function removeCgroups(prefix: string): Promise<void> {
  for (const hierarchy of await hierarchies()) {
    for (const name of await readdir(hierarchy)) {
      if (!name.startsWith(prefix)) continue;
      // The kernel clears up after the last process a moment later than it lets us see it gone.
      const removed = async () => removeTree(join(hierarchy, name));
      await waitUntil(`the end of cgroup ${join(hierarchy, name)}`, removed, 10_000);
    }
  }
}

/** Every cgroup whose name starts with `prefix`. */
export async function findCgroups(prefix: string): Promise<string[]> {
  const found: string[] = [];
  for (const hierarchy of await hierarchies()) {
    for (const name of await readdir(hierarchy)) {
      if (name.startsWith(prefix)) found.push(join(hierarchy, name));
    }
  }
  return found;
}

async function createUnifiedCgroup(name: string): Promise<void> {
  const controllers = (await readFile(join(cgroupFolder, 'cgroup.controllers'), 'utf8')).trim().split(' ');
  const enable = controllers.map((controller) => `+${controller}`).join(' ');
  await writeFile(join(cgroupFolder, 'cgroup.subtree_control'), enable);
  await mkdir(join(cgroupFolder, name), { recursive: true });
}

/** Where cgroups may lie: runc uses the version 2 tree too that some machines mount beside version 1. */
async function hierarchies(): Promise<string[]> {
  const unified = join(cgroupFolder, 'unified');
  const version2 = (await exists(join(unified, 'cgroup.procs'))) ? [unified] : [];
  return (await isVersion2()) ? [cgroupFolder] : [...(await version1Hierarchies()), ...version2];
}

/** Version 1 has a hierarchy for each controller. */
async function version1Hierarchies(): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(cgroupFolder)) {
    const hierarchy = join(cgroupFolder, name);
    if (name !== 'unified' && (await exists(join(hierarchy, 'cgroup.procs')))) found.push(hierarchy);
  }
  return found;
}

async function isVersion2(): Promise<boolean> {
  return exists(join(cgroupFolder, 'cgroup.controllers'));
}

async function removeTree(cgroup: string): Promise<boolean> {
  try {
    for (const entry of await readdir(cgroup, { withFileTypes: true })) {
      if (entry.isDirectory()) await removeTree(join(cgroup, entry.name));
    }
    await rmdir(cgroup);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return true;
    if (code === 'EBUSY') return false;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
