import { ensureClusters } from '../clusters/local-clusters.ts';
import { buildImage } from '../image/build-image.ts';
import { inRepository } from '../runner/repository-root.ts';
import { writeFileAtomically } from '../runner/write-file-atomically.ts';
import type { Progress } from '../tools/progress.ts';
import { runTimedStep } from '../tools/timed-step.ts';
import { BenchPrimary } from './bench-primary.ts';
import { describeMachine } from './describe-machine.ts';
import { renderFigures } from './figure.ts';
import { installSecondary } from './install-secondary.ts';
import { listFigures } from './list-figures.ts';
import { measurePrimary } from './measure-primary.ts';
import { MemberFleet } from './member-fleet.ts';

/** Set of clusters of the benchmark; tests and demo have others. */
const set = 'bench';

/** Where the result stands for programs. */
const resultPath = inRepository('build', 'bench.json');

/**
 * Runs every measurement, one after the other on one primary.
 *
 * @param most How many members there are at most.
 * @returns What is to stand on the screen.
 */
export async function runBench(most: number, progress: Progress): Promise<string> {
  const machine = await describeMachine();
  await Promise.all([ensureClusters({ set, progress }), buildImage(progress)]);
  const primary = await runTimedStep(progress, 'Installing the primary of the benchmark', async () =>
    BenchPrimary.install(set, progress),
  );
  await installSecondary(set, primary, progress);
  const fleet = await MemberFleet.start(set);
  try {
    const measured = await measurePrimary({ set, primary, fleet, most, progress });
    const figures = listFigures(measured);
    writeFileAtomically(resultPath, `${JSON.stringify({ machine, figures, measured }, undefined, 2)}\n`);
    const facts = Object.entries(machine).map(([name, fact]) => `${name}: ${fact}`);
    return `\n${renderFigures(figures)}\n\n${facts.join('\n')}\n\nThe same for programs, with details: ${resultPath}`;
  } finally {
    fleet.end();
  }
}
