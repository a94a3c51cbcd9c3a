import { glob, stat } from 'node:fs/promises';
import { inRepository } from './repository-root.ts';
import { runVitest, type RunVitestOptions } from './run-vitest.ts';
import { sumCounts, type TestCount } from './test-count.ts';

/**
 * Runs test files on sets of clusters: each set takes the next file as soon as it is done with one, so that all
 * end at about the same time. Of a project's files the largest come first: they take longest.
 */
export async function runOnClusters({
  sets,
  ...options
}: Omit<RunVitestOptions, 'environment'> & { readonly sets: readonly string[] }): Promise<TestCount> {
  const files = (await Promise.all(options.projects.map(listFiles))).flat();
  const counts: TestCount[] = [];
  const takeFiles = async (set: string): Promise<void> => {
    for (let next = files.shift(); next !== undefined; next = files.shift()) {
      const { project, path } = next;
      const vitestArguments = [path, ...options.vitestArguments];
      const environment = { JOINERY_CLUSTER_SET: set };
      counts.push(await runVitest({ ...options, projects: [project], vitestArguments, environment }));
    }
  };
  await Promise.all(sets.map(takeFiles));
  return sumCounts(counts);
}

async function listFiles(project: string): Promise<{ project: string; path: string }[]> {
  const files: { project: string; path: string; bytes: number }[] = [];
  for await (const path of glob(`test/${project}/**/*.test.ts`, { cwd: inRepository() })) {
    files.push({ project, path, bytes: (await stat(inRepository(path))).size });
  }
  return files.toSorted((a, b) => b.bytes - a.bytes);
}
