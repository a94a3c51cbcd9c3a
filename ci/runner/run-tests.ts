import { downClusters, ensureClusters, type LocalCluster } from '../clusters/local-clusters.ts';
import { buildImage, imageArchive } from '../image/build-image.ts';
import { assertClusterPrerequisites } from '../tools/cluster-prerequisites.ts';
import { ensureTool } from '../tools/ensure-tools.ts';
import { withFileLock } from '../tools/file-lock.ts';
import { MissingPrerequisite } from '../tools/missing-prerequisite.ts';
import { ensurePromtool } from '../tools/promtool.ts';
import { runCheckers } from './checkers.ts';
import type { TestOptions } from './parse-test-options.ts';
import { runOnClusters } from './run-on-clusters.ts';
import { runVitest } from './run-vitest.ts';
import { sumCounts, type TestCount } from './test-count.ts';

/**
 * Sets of clusters for tests; a demo has another one, so that neither disturbs the other. A file of tests has a
 * set for itself. Such tests wait more than they work, so files run side by side, also on two cores.
 */
const sets = ['test', 'test-2', 'test-3'] as const;

const lockFile = '/run/lock/joinery-tests.lock';

/** Vitest projects by what they need before they can run; of those on clusters the longest first. */
const projectsNeeding = {
  nothing: ['unit', 'contract', 'crash', 'schemas', 'architecture'],
  image: ['image'],
  chartTools: ['chart'],
  clusters: ['drills', 'e2e', 'integration'],
} as const;

/**
 * Runs the tests, those that need least first: what takes long to build is built meanwhile. A part that
 * cannot be prepared counts as failed, with the reason; nothing is skipped in silence. The test
 * clusters are taken down at the end, however that comes.
 */
export async function runTests(options: TestOptions, signal: AbortSignal): Promise<TestCount> {
  const canRunClusters = await assertClusterPrerequisites().then(
    () => true,
    () => false,
  );
  if (!options.withClusters || !canRunClusters) return runAll(options, signal);
  // Two runs would share the clusters, and the first to end would take them from the other.
  const waiting = setTimeout(() => tell('Waiting for another npm test on this machine to end'), 1000);
  return withFileLock(lockFile, async () => {
    clearTimeout(waiting);
    return runAll(options, signal);
  });
}

async function runAll(options: TestOptions, signal: AbortSignal): Promise<TestCount> {
  const image = settle(buildImage(tell));
  const helms = Promise.all([ensureTool('helm3', tell), ensureTool('helm4', tell)]);
  const helm = settle(helms);
  const chartTools = settle(Promise.all([helms, ensurePromtool(tell)]));
  const clusters = options.withClusters ? settle(startClusters(helm, image)) : undefined;
  try {
    const counts = [options.projects.length === 0 ? await runCheckers(signal) : sumCounts([])];
    const run = async (group: Group, need?: Promise<Outcome>): Promise<void> => {
      counts.push(await runGroup({ group, need, options, signal }));
    };
    await run('nothing');
    const withTools = async (): Promise<void> => {
      await run('image', image);
      await run('chartTools', chartTools);
    };
    await Promise.all([withTools(), clusters === undefined ? undefined : run('clusters', clusters)]);
    return sumCounts(counts);
  } finally {
    const outcome = await clusters;
    // A machine that cannot run clusters has none, and lacks what it takes to look for them.
    const canRun = outcome !== undefined && !(outcome.problem instanceof MissingPrerequisite);
    if (canRun && !options.keepClusters) {
      for (const set of sets) await downClusters(set);
    }
  }
}

type Group = keyof typeof projectsNeeding;

/** What came of a preparation: nothing, or what was in the way. */
type Outcome = { readonly problem?: unknown };

async function settle(preparation: Promise<unknown>): Promise<Outcome> {
  try {
    await preparation;
    return {};
  } catch (problem) {
    return { problem };
  }
}

async function startClusters(helm: Promise<Outcome>, image: Promise<Outcome>): Promise<void> {
  // Helm first: its tests can run while Kubernetes is built.
  await helm;
  const nodes: LocalCluster[] = [];
  // One after the other: the first has to build the tools that all of them use.
  for (const set of sets) {
    const { primary, secondary } = await ensureClusters({ set, progress: tell });
    nodes.push(primary, secondary);
  }
  const { problem } = await image;
  if (problem !== undefined) throw new Error('The image was not built', { cause: problem });
  await Promise.all(nodes.map(async (node) => node.loadImage(imageArchive)));
}

async function runGroup(run: {
  group: Group;
  need: Promise<Outcome> | undefined;
  options: TestOptions;
  signal: AbortSignal;
}): Promise<TestCount> {
  const { group, options, signal } = run;
  const wanted = options.projects;
  const projects = projectsNeeding[group].filter((name) => wanted.length === 0 || wanted.includes(name));
  if (projects.length === 0) return sumCounts([]);
  const { problem } = (await run.need) ?? {};
  signal.throwIfAborted();
  if (problem !== undefined) {
    console.log(`✗ ${projects.join(', ')}: ${describe(problem)}`);
    return { passed: 0, failed: projects.length, skipped: 0 };
  }
  const vitestArguments = options.name === '' ? [] : ['-t', options.name];
  if (group === 'clusters') return runOnClusters({ sets, projects, vitestArguments, signal });
  return runVitest({ projects, vitestArguments, environment: {}, signal });
}

function describe(problem: unknown): string {
  if (problem instanceof MissingPrerequisite) return `${problem.message}. ${problem.remedy}.`;
  return problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
}

function tell(line: string): void {
  console.error(`  ${line}`);
}
