import { readdir, readFile } from 'node:fs/promises';
import { planClusterSet } from '../clusters/cluster-set.ts';
import { findEnclosure } from '../clusters/find-enclosure.ts';

/** Of all processes of a program together. */
export interface Usage {
  /** Processor time since they started, user and system, in milliseconds. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** The agent is the one in a pod of the secondary; the others run on the primary. */
export type MeasuredProgram = 'hub' | 'apiServer' | 'etcd' | 'agent';

/** Linux counts processor time in hundredths of a second here, whatever its own tick is. */
const tickMs = 10;
const pageBytes = 4096;

/** Reads what the programs have used until now. */
export async function observeUsage(setName: string): Promise<Record<MeasuredProgram, Usage>> {
  const set = planClusterSet(setName);
  const { init } = await findEnclosure(set);
  const folder = `/proc/${init}/root/proc`;
  const none = { cpuMs: 0, rssBytes: 0 };
  const usage = { hub: { ...none }, apiServer: { ...none }, etcd: { ...none }, agent: { ...none } };
  for (const pid of (await readdir(folder)).filter((name) => /^\d+$/.test(name))) {
    const program = recognise(
      await readFile(`${folder}/${pid}/cmdline`, 'utf8').catch(() => ''),
      set.clusters[0].folder,
    );
    if (program === undefined) continue;
    const { cpuMs, rssBytes } = parseStat(await readFile(`${folder}/${pid}/stat`, 'utf8').catch(() => ''));
    usage[program].cpuMs += cpuMs;
    usage[program].rssBytes += rssBytes;
  }
  return usage;
}

/** The secondary has an API server and a store too; the folder of the cluster is in the flags of both. */
function recognise(commandLine: string, clusterFolder: string): MeasuredProgram | undefined {
  const [program = '', ...flags] = commandLine.split('\0');
  if (flags.includes('hub.cjs')) return 'hub';
  if (flags.includes('agent.cjs')) return 'agent';
  if (!commandLine.includes(`${clusterFolder}/`)) return undefined;
  if (program.endsWith('/kube-apiserver')) return 'apiServer';
  return program.endsWith('/etcd') ? 'etcd' : undefined;
}

/** Fields 14, 15 and 24 of /proc/<pid>/stat (proc_pid_stat(5)); the second, in brackets, may contain blanks. */
export function parseStat(stat: string): Usage {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [userTicks = 0, systemTicks = 0] = fields.slice(11, 13);
  return { cpuMs: (userTicks + systemTicks) * tickMs, rssBytes: (fields[21] ?? 0) * pageBytes };
}
