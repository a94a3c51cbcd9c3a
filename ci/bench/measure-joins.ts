import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchPrimary } from './bench-primary.ts';
import { countWrites } from './count-writes.ts';
import type { MemberFleet } from './member-fleet.ts';

/** Agents are up, and nothing else is going on, before they are given their tokens. */
const settleMs = 1000;

/** The hub fills any number of tokens in this time, in milliseconds. */
const timeoutMs = 120_000;

/** Members that joined at the same moment. */
export interface Joins {
  /** Milliseconds each took, shortest first. */
  readonly tookMs: readonly number[];
  /** What the agents warned of meanwhile, and how often. */
  readonly warnings: Readonly<Record<string, number>>;
  /** Writes to the API server for each, by kind of object. */
  readonly writes: Readonly<Record<string, number>>;
}

/** Lets so many members join at the same moment, each with a token of its own. */
export async function joinAtOnce(
  primary: BenchPrimary,
  fleet: MemberFleet,
  names: readonly string[],
): Promise<Joins> {
  const tokens = await primary.mint(names, AbortSignal.timeout(timeoutMs));
  await fleet.tell({ verb: 'start', names });
  await sleep(settleMs);
  const before = countWrites(await primary.readMetrics());
  const { tookMs, warnings } = await fleet.tell({ verb: 'join', names, tokens });
  const after = countWrites(await primary.readMetrics());
  const writes = Object.entries(after)
    .map(([resource, count]) => [resource, (count - (before[resource] ?? 0)) / names.length] as const)
    // Leases are written by the clock.
    .filter(([resource, count]) => count > 0 && resource !== 'leases');
  return { tookMs: tookMs.toSorted((a, b) => a - b), warnings, writes: Object.fromEntries(writes) };
}
