import type { BenchPrimary } from './bench-primary.ts';
import type { Figure } from './figure.ts';
import { quantile } from './measure-joins.ts';
import { killHubs } from './kill-hubs.ts';
import type { MemberFleet } from './member-fleet.ts';

/** Longer than anything here may take, in milliseconds. */
const timeoutMs = 180_000;

/** Kills members and starts them again, and tells when the primary shows that. */
export async function measureDetection(
  primary: BenchPrimary,
  fleet: MemberFleet,
  names: readonly string[],
): Promise<Figure[]> {
  const killedAtMs = Date.now();
  await fleet.tell({ verb: 'kill', names });
  const goneAtMs = await primary.waitForOnline(names, false, AbortSignal.timeout(timeoutMs));
  const startedAtMs = Date.now();
  await fleet.tell({ verb: 'start', names });
  const backAtMs = await primary.waitForOnline(names, true, AbortSignal.timeout(timeoutMs));
  return [
    {
      what: 'a killed agent is shown, last of 50',
      value: since(goneAtMs.at(-1), killedAtMs),
      unit: 's',
      target: 30,
    },
    {
      what: '50 are back at once, p50',
      value: since(quantile(backAtMs, 0.5), startedAtMs),
      unit: 's',
      target: 0.5,
    },
    { what: '50 are back at once, last', value: since(backAtMs.at(-1), startedAtMs), unit: 's', target: 2 },
  ];
}

/** Kills every replica of the hub at once, and tells when the last member has its next answer. */
export async function measureHubRestart(
  setName: string,
  fleet: MemberFleet,
  names: readonly string[],
): Promise<Figure[]> {
  await killHubs(setName);
  const sinceMs = Date.now();
  const tookMs = await fleet.tell({ verb: 'wait for answers to', names, sinceMs });
  return [
    {
      what: `the hub is killed, last of ${names.length} members answered again`,
      value: Math.max(...tookMs) / 1000,
      unit: 's',
      target: 60,
    },
  ];
}

/** Seconds from one instant to another. */
function since(atMs: number | undefined, beginMs: number): number {
  return ((atMs ?? 0) - beginMs) / 1000;
}
