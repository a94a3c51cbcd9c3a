import type { BenchPrimary } from './bench-primary.ts';
import { killHubs } from './kill-hubs.ts';
import type { Measured } from './list-figures.ts';
import type { MemberFleet } from './member-fleet.ts';

/** Longer than anything here may take, in milliseconds. */
const timeoutMs = 120_000;

/** Kills members and starts them again, and tells when the primary shows that. */
export async function measureDetection(
  primary: BenchPrimary,
  fleet: MemberFleet,
  names: readonly string[],
): Promise<Measured['presence']> {
  const killedAtMs = Date.now();
  await fleet.tell({ verb: 'kill', names });
  const gone = await primary.waitForOnline(names, 'False', AbortSignal.timeout(timeoutMs));
  const startedAtMs = Date.now();
  await fleet.tell({ verb: 'start', names });
  const back = await primary.waitForOnline(names, 'True', AbortSignal.timeout(timeoutMs));
  return { goneMs: gone.map((atMs) => atMs - killedAtMs), backMs: back.map((atMs) => atMs - startedAtMs) };
}

/**
 * Kills every replica of the hub at once.
 *
 * @returns When each member had its next answer, in milliseconds and in order.
 */
export async function measureHubRestart(
  setName: string,
  fleet: MemberFleet,
  names: readonly string[],
): Promise<number[]> {
  await killHubs(setName);
  const sinceMs = Date.now();
  const { tookMs } = await fleet.tell({ verb: 'wait for answers to', names, sinceMs });
  return tookMs.toSorted((a, b) => a - b);
}
