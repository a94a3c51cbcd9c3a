import { readdir, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { planClusterSet } from '../clusters/cluster-set.ts';
import { enclosureEntry } from '../clusters/enclosed-process.ts';
import { findEnclosure } from '../clusters/find-enclosure.ts';

/** Ends every replica of the hub at once, without a word: as when the node loses power. The kubelet starts them again. */
export async function killHubs(setName: string): Promise<void> {
  const { init } = await findEnclosure(planClusterSet(setName));
  if (init === undefined) throw new Error(`Cannot kill the hubs of set "${setName}": it is not running`);
  const folder = `/proc/${init}/root/proc`;
  const pids: string[] = [];
  for (const pid of (await readdir(folder)).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`${folder}/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.split('\0').includes('hub.cjs')) pids.push(pid);
  }
  await execa('nsenter', [...enclosureEntry(init), 'kill', '-KILL', ...pids]);
}
