import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Runs `work` while no other process of this machine runs work under the same lock file.
 *
 * The lock is held by a child that ends with its input, so it is free again however we end.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const holder = spawn('flock', ['--exclusive', path, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C ends us first, and the lock after us.
    detached: true,
  });
  const ended = once(holder, 'exit');
  const held = await Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)]);
  if (!held) throw new Error(`Cannot lock ${path}: flock ended with ${holder.exitCode}`);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
