import { setTimeout as sleep } from 'node:timers/promises';
import { ensureClusters } from '../clusters/local-clusters.ts';
import { buildImage } from '../image/build-image.ts';
import { inRepository } from '../runner/repository-root.ts';
import { writeFileAtomically } from '../runner/write-file-atomically.ts';
import type { Progress } from '../tools/progress.ts';
import { runTimedStep } from '../tools/timed-step.ts';
import { BenchPrimary } from './bench-primary.ts';
import { describeMachine } from './describe-machine.ts';
import { describeRest } from './describe-rest.ts';
import { type Figure, renderFigures } from './figure.ts';
import { describeJoins, joinAtOnce } from './measure-joins.ts';
import { measureDetection, measureHubRestart } from './measure-presence.ts';
import { installSecondary } from './install-secondary.ts';
import { MemberFleet } from './member-fleet.ts';
import { observeRest, type Rest } from './observe-rest.ts';

/** Set of clusters of the benchmark; tests and demo have others. */
const set = 'bench';

/** How long a primary is left alone before, and while, it is measured at rest, in milliseconds. */
const settleMs = 20_000;
const windowMs = 40_000;

/** Where the result stands for programs. */
export const resultPath = inRepository('build', 'bench.json');

/** Runs every measurement, one after the other on one primary. @returns What is to stand on the screen. */
export async function runBench(progress: Progress): Promise<string> {
  const machine = await describeMachine();
  await Promise.all([ensureClusters({ set, progress }), buildImage(progress)]);
  const primary = await runTimedStep(progress, 'Installing the primary of the benchmark', async () =>
    BenchPrimary.install(set, progress),
  );
  const fleet = await MemberFleet.start(set);
  try {
    const { figures, rests } = await measure(primary, fleet, progress);
    const result = { machine, figures, rests };
    writeFileAtomically(resultPath, `${JSON.stringify(result, undefined, 2)}\n`);
    const facts = Object.entries(machine).map(([name, fact]) => `${name}: ${fact}`);
    return `\n${renderFigures(figures)}\n\n${facts.join('\n')}\n\nThe same for programs: ${resultPath}`;
  } finally {
    fleet.end();
  }
}

async function measure(
  primary: BenchPrimary,
  fleet: MemberFleet,
  progress: Progress,
): Promise<{ figures: Figure[]; rests: Rest[] }> {
  const figures: Figure[] = [];
  const rests: Rest[] = [];
  const join = async (names: readonly string[]): Promise<number[]> =>
    runTimedStep(progress, `${names.length} members join at once`, async () =>
      joinAtOnce(primary, fleet, names),
    );
  const remove = async (names: readonly string[]): Promise<void> => {
    await fleet.tell({ verb: 'kill', names });
    await primary.forget(names);
  };
  const rest = async (members: number): Promise<void> => {
    await runTimedStep(progress, `The primary at rest with ${members} members`, async () => {
      await sleep(settleMs);
      rests.push(await observeRest(set, primary, { members, windowMs }));
    });
  };

  await installSecondary(set, primary, progress);
  await rest(0);

  const singles: number[] = [];
  for (const name of nameMembers('single', 10)) {
    singles.push(...(await join([name])));
    await remove([name]);
  }
  figures.push(
    ...describeJoins(
      'join of one',
      singles.toSorted((a, b) => a - b),
      { p50: 0.15 },
    ),
  );
  for (const count of [10, 50]) {
    const names = nameMembers(`batch-of-${count}`, count);
    figures.push(...describeJoins(`join of ${count} at once`, await join(names), {}));
    await remove(names);
  }

  const hundred = nameMembers('first', 100);
  figures.push(...describeJoins('join of 100 at once', await join(hundred), { p50: 1, p99: 2 }));
  await rest(100);
  const others = nameMembers('second', 200);
  await join(others);
  await rest(300);
  await remove([...hundred, ...others]);

  const thousand = nameMembers('third', 1000);
  figures.push(...describeJoins('join of 1000 at once', await join(thousand), { p99: 20 }));
  await rest(1000);
  figures.push(...describeRest(rests));
  progress('50 of 1000 members are killed, and come back at once');
  figures.push(...(await measureDetection(primary, fleet, thousand.slice(0, 50))));
  progress('Every hub replica is killed');
  figures.push(...(await measureHubRestart(set, fleet, thousand)));
  await remove(thousand);
  return { figures, rests };
}

function nameMembers(batch: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${batch}-${index}`);
}
