import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../tools/progress.ts';
import { runTimedStep } from '../tools/timed-step.ts';
import type { BenchPrimary } from './bench-primary.ts';
import { type Measured, nameJoins } from './list-figures.ts';
import { joinAtOnce, type Joins } from './measure-joins.ts';
import { measureDetection, measureHubRestart } from './measure-presence.ts';
import { type Delivery, measureDelivery, measureManyObjects } from './measure-sharing.ts';
import type { MemberFleet } from './member-fleet.ts';
import { observeRest, type Rest } from './observe-rest.ts';

/** How long a primary is left alone before, and while, it is measured at rest, in milliseconds. */
const settleMs = 15_000;
const windowMs = 30_000;

/** How many objects go to a single member. */
const manyObjects = 1000;

/** Measures a primary that nobody has joined yet, with ever more members. */
export async function measurePrimary(options: {
  readonly set: string;
  readonly primary: BenchPrimary;
  readonly fleet: MemberFleet;
  readonly most: number;
  readonly progress: Progress;
}): Promise<Measured> {
  const { set, primary, fleet, most, progress } = options;
  const joins: Record<string, Joins> = {};
  const rests: Rest[] = [];
  const join = async (what: string, names: readonly string[]): Promise<Joins> => {
    const joined = await runTimedStep(progress, `Bench: ${what}`, async () =>
      joinAtOnce(primary, fleet, names),
    );
    joins[what] = joined;
    return joined;
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
    const single = await join(nameJoins(1), [name]);
    singles.push(...single.tookMs);
    joins[nameJoins(1)] = { ...single, tookMs: singles.toSorted((a, b) => a - b) };
    await remove([name]);
  }
  for (const count of [10, 50]) {
    const names = nameMembers(`batch-of-${count}`, count);
    await join(nameJoins(count), names);
    await remove(names);
  }

  const [few, some] = [Math.ceil(most / 10), Math.ceil((most * 3) / 10)];
  const first = nameMembers('first', few);
  await join(nameJoins(few), first);
  await rest(few);
  const second = nameMembers('second', some - few);
  await join(`join of ${some - few} more`, second);
  await rest(some);
  await remove([...first, ...second]);

  const all = nameMembers('third', most);
  await join(nameJoins(most), all);
  await rest(most);
  const restMilliCpu = rests.at(-1)?.programs.hub.milliCpu ?? 0;
  const deliver = async (names: readonly string[]): Promise<Delivery> =>
    runTimedStep(progress, `Bench: an object to ${names.length} members`, async () =>
      measureDelivery(set, primary, fleet, { names, restMilliCpu }),
    );
  const deliveries = { few: await deliver(all.slice(0, few)), all: await deliver(all) };
  const many = await runTimedStep(progress, `Bench: ${manyObjects} objects to one member`, async () => ({
    count: manyObjects,
    tookMs: await measureManyObjects(primary, fleet, { name: all[0] ?? '', count: manyObjects }),
  }));
  const killed = all.slice(0, 50);
  const presence = await runTimedStep(
    progress,
    `Bench: ${killed.length} are killed and come back`,
    async () => measureDetection(primary, fleet, killed),
  );
  const answeredMs = await runTimedStep(progress, 'Bench: every replica of the hub is killed', async () =>
    measureHubRestart(set, fleet, all),
  );
  return { most, joins, rests, presence, answeredMs, deliveries, many };
}

function nameMembers(batch: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${batch}-${index}`);
}
