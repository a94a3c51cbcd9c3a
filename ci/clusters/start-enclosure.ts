import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ClusterSet } from './cluster-set.ts';
import { findEnclosure } from './find-enclosure.ts';
import { renderNetworkScript } from './render-network-script.ts';

// Folders that node programs write to at fixed places: inside, they are empty and private.
const privateFolders = ['/run', '/var/log', '/var/lib/cni'];

// Settings of the machine's kernel that the kubelet insists on changing. Inside, it changes copies.
const kubeletSettings = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
];

// Runs as process 1 of the new namespaces and becomes pause. $0 is the marker, $1 pause, $2 the set's folder.
const enclosureScript = (set: ClusterSet): string => `
set -e
mount --make-rshared /
mount -t proc proc /proc
for folder in ${privateFolders.join(' ')}; do
  mkdir -p $folder
  mount -t tmpfs -o mode=755 tmpfs $folder
done
for setting in ${kubeletSettings.join(' ')}; do
  mkdir -p "$2/settings/\${setting%/*}"
  cat /proc/sys/$setting >"$2/settings/$setting"
  mount --bind "$2/settings/$setting" /proc/sys/$setting
done
${renderNetworkScript(set)}
echo ready
exec "$1" "$0" >/dev/null 2>&1
`;

/**
 * Makes the namespaces of a set and the network in them. It outlives this process.
 *
 * @returns The machine's process id of process 1 inside.
 */
export async function startEnclosure(set: ClusterSet, pausePath: string): Promise<number> {
  await mkdir(set.folder, { recursive: true, mode: 0o700 });
  const log = await open(join(set.folder, 'enclosure.log'), 'w');
  const namespaces = ['--pid', '--mount', '--fork', '--propagation', 'private'];
  const first = ['sh', '-c', enclosureScript(set), set.marker, pausePath, set.folder];
  const unshare = spawn('unshare', namespaces.concat(first), {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', log.fd],
  });
  await once(unshare, 'spawn');
  unshare.unref();
  const said = await readFirstWords(unshare.stdout);
  await log.close();
  const { init } = await findEnclosure(set);
  if (said !== 'ready\n' || init === undefined) {
    throw new Error(
      `Cannot make the namespaces of set "${set.name}": see ${join(set.folder, 'enclosure.log')}`,
    );
  }
  return init;
}

/** What a program says first, or nothing when it ends without. `unshare` keeps the pipe open, so its end never comes. */
async function readFirstWords(output: Readable | null): Promise<string> {
  if (output === null) return '';
  const [words] = (await Promise.race([once(output, 'data'), once(output, 'end')])) as [Buffer?];
  output.destroy();
  return words?.toString() ?? '';
}
