import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ingressPlan, planClusterSet } from '../clusters/cluster-set.ts';
import { findEnclosure } from '../clusters/find-enclosure.ts';
import { openClusters } from '../clusters/local-clusters.ts';
import { inRepository } from '../runner/repository-root.ts';

/**
 * Command that runs a script of this folder in a network namespace of a set, as a process of this machine. There, the
 * name of the ingress leads to it, and its CA is one that Node trusts.
 */
export async function enterNamespace(setName: string, namespace: string, script: string): Promise<string[]> {
  const set = planClusterSet(setName);
  const { init } = await findEnclosure(set);
  const hosts = join(set.folder, 'bench-hosts');
  await writeFile(hosts, `127.0.0.1 localhost\n${ingressPlan.address} ${ingressPlan.hostName}\n`);
  const net = `--net=/proc/${init}/root/run/netns/${namespace}`;
  const shell = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', hosts];
  const { ingress } = await openClusters(setName);
  const node = ['env', `NODE_EXTRA_CA_CERTS=${ingress.caPath}`, process.execPath];
  return ['nsenter', net, ...shell, ...node, inRepository('ci', 'bench', script)];
}
