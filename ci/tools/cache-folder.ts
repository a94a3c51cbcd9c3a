import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder that all clones of the project share. What is in it can be made again. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'joinery');
}
