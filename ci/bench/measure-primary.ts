import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../tools/progress.ts';
import { runTimedStep } from '../tools/timed-step.ts';
import type { BenchPrimary } from './bench-primary.ts';
import { describeRest } from './describe-rest.ts';
import type { Figure } from './figure.ts';
import { describeJoins, joinAtOnce, type Joins } from './measure-joins.ts';
import { measureDetection, measureHubRestart } from './measure-presence.ts';
import type { MemberFleet } from './member-fleet.ts';
import { observeRest, type Rest } from './observe-rest.ts';

/** How long a primary is left alone before, and while, it is measured at rest, in milliseconds. */
const settleMs = 15_000;
const windowMs = 30_000;

/** What a run gave. `details`: each burst of joins, by its name. */
export interface Measured {
  readonly figures: Figure[];
  readonly rests: Rest[];
  readonly details: Record<string, Joins>;
}

/** Measures a primary that nobody has joined yet, with ever more members. */
export async function measurePrimary(options: {
  readonly set: string;
  readonly primary: BenchPrimary;
  readonly fleet: MemberFleet;
  readonly most: number;
  readonly progress: Progress;
}): Promise<Measured> {
  const { set, primary, fleet, most, progress } = options;
  const measured: Measured = { figures: [], rests: [], details: {} };
  const { figures, rests, details } = measured;
  const join = async (what: string, names: readonly string[]): Promise<readonly number[]> => {
    const joins = await runTimedStep(progress, `Bench: ${what}`, async () =>
      joinAtOnce(primary, fleet, names),
    );
    details[what] = joins;
    return joins.tookMs;
  };
  const remove = async (names: readonly string[]): Promise<void> => {
    await fleet.tell({ verb: 'kill', names });
    await primary.forget(names);
  };
  const rest = async (members: number): Promise<void> =>
    runTimedStep(progress, `Bench: at rest with ${members}`, async () => {
      await sleep(settleMs);
      rests.push(await observeRest(set, primary, { members, windowMs }));
    });

  await rest(0);
  const singles: number[] = [];
  for (const name of nameMembers('single', 10)) {
    singles.push(...(await join('join of one', [name])));
    await remove([name]);
  }
  const sorted = singles.toSorted((a, b) => a - b);
  figures.push(...describeJoins('join of one', sorted, { p50: 0.15 }));
  for (const count of [10, 50]) {
    const names = nameMembers(`batch-of-${count}`, count);
    const what = `join of ${count} at once`;
    figures.push(...describeJoins(what, await join(what, names)));
    await remove(names);
  }

  const [few, some] = [Math.ceil(most / 10), Math.ceil((most * 3) / 10)];
  const first = nameMembers('first', few);
  const ofFew = `join of ${few} at once`;
  figures.push(...describeJoins(ofFew, await join(ofFew, first), { p50: 1, p99: 2 }));
  await rest(few);
  const second = nameMembers('second', some - few);
  await join(`join of ${some - few} more`, second);
  await rest(some);
  await remove([...first, ...second]);

  const all = nameMembers('third', most);
  const ofAll = `join of ${most} at once`;
  figures.push(...describeJoins(ofAll, await join(ofAll, all), { p99: 20 }));
  await rest(most);
  figures.push(...describeRest(rests));
  const killed = all.slice(0, 50);
  figures.push(
    ...(await runTimedStep(progress, `Bench: ${killed.length} are killed and come back`, async () =>
      measureDetection(primary, fleet, killed),
    )),
    ...(await runTimedStep(progress, 'Bench: every replica of the hub is killed', async () =>
      measureHubRestart(set, fleet, all),
    )),
  );
  return measured;
}

function nameMembers(batch: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${batch}-${index}`);
}
