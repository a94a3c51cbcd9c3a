import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import type { Progress } from './progress.ts';

/**
 * Runs a long step and tells how long it took, and before it how long it took the last time.
 *
 * @param step What is being done, for people: "Building Helm 4". Also the key of the memory.
 */
export async function runTimedStep<T>(progress: Progress, step: string, work: () => Promise<T>): Promise<T> {
  const file = join(cacheFolder(), 'durations', `${step.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.txt`);
  const last = await readFile(file, 'utf8').catch(() => undefined);
  progress(last === undefined ? step : `${step} (last time ${last.trim()} s)`);
  const startedAtMs = performance.now();
  const result = await work();
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  progress(`${step}: done in ${seconds} s`);
  await mkdir(join(cacheFolder(), 'durations'), { recursive: true });
  await writeFile(file, `${seconds}\n`);
  return result;
}
