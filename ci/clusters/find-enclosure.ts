import { readdir, readFile } from 'node:fs/promises';
import type { ClusterSet } from './cluster-set.ts';

/** The processes that hold a set's namespaces, by the machine's process ids. */
export interface EnclosureProcesses {
  /** Process 1 inside. Undefined when only remains of a start are left. */
  readonly init: number | undefined;
  /** Every process that carries the set's marker, `init` included. */
  readonly all: readonly number[];
}

/** Finds a set's enclosure in the process table. That is the truth after crashes and reboots too. */
export async function findEnclosure(set: ClusterSet): Promise<EnclosureProcesses> {
  const all: number[] = [];
  let init: number | undefined;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || !(await readProc(entry, 'cmdline')).split('\0').includes(set.marker))
      continue;
    all.push(Number(entry));
    // One id per namespace, the innermost last: the first process of a namespace is number 1 there.
    if (/^NSpid:\t\d+\t1$/m.test(await readProc(entry, 'status'))) init = Number(entry);
  }
  return { init, all };
}

/** Empty when the process has ended since. */
async function readProc(pid: string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}
