import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ingressPlan, planClusterSet } from '../clusters/cluster-set.ts';
import { findEnclosure } from '../clusters/find-enclosure.ts';
import { inRepository } from '../runner/repository-root.ts';

/**
 * Command that runs a script of this folder in a network namespace of a set, as a process of this machine. There, the
 * name of the ingress leads to it.
 */
export async function enterNamespace(setName: string, namespace: string, script: string): Promise<string[]> {
  const set = planClusterSet(setName);
  const { init } = await findEnclosure(set);
  const hosts = join(set.folder, 'bench-hosts');
  await writeFile(hosts, `127.0.0.1 localhost\n${ingressPlan.address} ${ingressPlan.hostName}\n`);
  const net = `--net=/proc/${init}/root/run/netns/${namespace}`;
  const shell = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', hosts];
  return ['nsenter', net, ...shell, process.execPath, inRepository('ci', 'bench', script)];
}
