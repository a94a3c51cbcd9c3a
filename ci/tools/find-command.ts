import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Folders of system programs that a plain user's PATH often lacks. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The path of a program, or undefined when the machine does not have it. Runs nothing. */
export async function findCommand(name: string, extraFolders: readonly string[] = []) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...systemFolders, ...extraFolders];
  for (const folder of folders) {
    const path = join(folder, name);
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder && usable) return path;
  }
  return undefined;
}
