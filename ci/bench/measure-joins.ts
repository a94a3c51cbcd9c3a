import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchPrimary } from './bench-primary.ts';
import type { Figure } from './figure.ts';
import type { MemberFleet } from './member-fleet.ts';

/** Agents are up, and nothing else is going on, before they are given their tokens. */
const settleMs = 2000;

/** The hub fills any number of tokens in this time, in milliseconds. */
const timeoutMs = 180_000;

/**
 * Lets so many members join at the same moment, each with a token of its own.
 *
 * @returns Milliseconds, shortest first.
 */
export async function joinAtOnce(
  primary: BenchPrimary,
  fleet: MemberFleet,
  names: readonly string[],
): Promise<number[]> {
  const joinSecrets = await primary.mint(names, AbortSignal.timeout(timeoutMs));
  await fleet.tell({ verb: 'start', names });
  await sleep(settleMs);
  const tookMs = await fleet.tell({ verb: 'join', names, joinSecrets });
  return tookMs.toSorted((a, b) => a - b);
}

/** Value below which so much of the sorted values lies; `share` is from 0 to 1. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** The middle and the end of a distribution, in seconds. */
export function describeJoins(
  what: string,
  joinsMs: readonly number[],
  targets: { p50?: number; p99?: number },
): Figure[] {
  const line = (name: 'p50' | 'p99', share: number): Figure => {
    const target = targets[name];
    return {
      what: `${what}, ${name}`,
      value: quantile(joinsMs, share) / 1000,
      unit: 's',
      ...(target === undefined ? {} : { target }),
    };
  };
  return [line('p50', 0.5), line('p99', 0.99)];
}
