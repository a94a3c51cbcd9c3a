import type { BenchPrimary } from './bench-primary.ts';
import { type Figure, quantile } from './figure.ts';
import { killHubs } from './kill-hubs.ts';
import type { MemberFleet } from './member-fleet.ts';

/** Longer than anything here may take, in milliseconds. */
const timeoutMs = 120_000;

/** Kills members and starts them again, and tells when the primary shows that. */
export async function measureDetection(
  primary: BenchPrimary,
  fleet: MemberFleet,
  names: readonly string[],
): Promise<Figure[]> {
  const killedAtMs = Date.now();
  await fleet.tell({ verb: 'kill', names });
  const gone = await primary.waitForOnline(names, 'False', AbortSignal.timeout(timeoutMs));
  const startedAtMs = Date.now();
  await fleet.tell({ verb: 'start', names });
  const back = await primary.waitForOnline(names, 'True', AbortSignal.timeout(timeoutMs));
  const count = names.length;
  return [
    shown('a killed agent is shown offline, p50', quantile(gone, 0.5) - killedAtMs),
    shown(`a killed agent is shown offline, last of ${count}`, (gone.at(-1) ?? 0) - killedAtMs, 30),
    shown(`${count} are back at once, p50`, quantile(back, 0.5) - startedAtMs, 0.5),
    shown(`${count} are back at once, last`, (back.at(-1) ?? 0) - startedAtMs, 2),
  ];
}

function shown(what: string, valueMs: number, target?: number): Figure {
  return { what, value: valueMs / 1000, unit: 's', ...(target === undefined ? {} : { target }) };
}

/** Kills every replica of the hub at once, and tells when the members have their next answers. */
export async function measureHubRestart(
  setName: string,
  fleet: MemberFleet,
  names: readonly string[],
): Promise<Figure[]> {
  await killHubs(setName);
  const sinceMs = Date.now();
  const { tookMs } = await fleet.tell({ verb: 'wait for answers to', names, sinceMs });
  const sorted = tookMs.toSorted((a, b) => a - b);
  const answered = (share: number) => quantile(sorted, share) / 1000;
  return [
    { what: 'after a kill of the hub a member is answered again, p50', value: answered(0.5), unit: 's' },
    { what: `the same, last of ${names.length}`, value: answered(1), unit: 's', target: 60 },
  ];
}
