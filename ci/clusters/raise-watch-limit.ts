import { readFile, writeFile } from 'node:fs/promises';
import type { Progress } from '../tools/progress.ts';

const setting = '/proc/sys/fs/inotify/max_user_instances';

/** Debian allows a user 128 file watchers. One set takes 36, and when there are none left a kubelet ends at once. */
const enough = 512;

/** Raises the machine's limit of file watchers where it is low. It is back to what it was after a restart. */
export async function raiseWatchLimit(progress: Progress): Promise<void> {
  const limit = Number(await readFile(setting, 'utf8'));
  if (limit >= enough) return;
  await writeFile(setting, String(enough));
  progress(`Raised fs.inotify.max_user_instances from ${limit} to ${enough}, until the machine restarts`);
}
