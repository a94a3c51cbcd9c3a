import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { BenchPrimary } from './bench-primary.ts';
import { enterNamespace } from './enter-namespace.ts';
import { countWrites } from './count-writes.ts';
import { type MeasuredProgram, observeUsage } from './observe-usage.ts';

/** What the primary costs while nothing happens. */
export interface Rest {
  readonly members: number;
  /** Thousandths of a core, and resident bytes in the middle of the samples. */
  readonly programs: Readonly<
    Record<MeasuredProgram, { readonly milliCpu: number; readonly rssBytes: number }>
  >;
  /** Of the store, compacted and defragmented. */
  readonly etcdBytes: number;
  readonly writesPerMinute: number;
  /** The same by kind of object. */
  readonly writesPerMinuteByResource: Readonly<Record<string, number>>;
}

const sampleMs = 2000;

/** Measures a primary that is left alone. The store is compacted before, so that the window does not see that. */
export async function observeRest(
  setName: string,
  primary: BenchPrimary,
  { members, windowMs }: { members: number; windowMs: number },
): Promise<Rest> {
  const etcdBytes = await compactEtcd(setName);
  await sleep(sampleMs);
  const writesBefore = countWrites(await primary.readMetrics());
  const before = await observeUsage(setName);
  const startedAtMs = performance.now();
  const samples = [before];
  while (performance.now() - startedAtMs < windowMs) {
    await sleep(sampleMs);
    samples.push(await observeUsage(setName));
  }
  const after = samples.at(-1) ?? before;
  const elapsedMs = performance.now() - startedAtMs;
  const writesAfter = countWrites(await primary.readMetrics());
  const measure = (program: MeasuredProgram) => ({
    milliCpu: ((after[program].cpuMs - before[program].cpuMs) / elapsedMs) * 1000,
    rssBytes: median(samples.map((sample) => sample[program].rssBytes)),
  });
  const byResource = Object.entries(writesAfter)
    .map(
      ([resource, count]) =>
        [resource, ((count - (writesBefore[resource] ?? 0)) / elapsedMs) * 60_000] as const,
    )
    .filter(([, perMinute]) => perMinute > 0);
  return {
    members,
    programs: {
      hub: measure('hub'),
      apiServer: measure('apiServer'),
      etcd: measure('etcd'),
      agent: measure('agent'),
    },
    etcdBytes,
    writesPerMinute: byResource.reduce((sum, [, perMinute]) => sum + perMinute, 0),
    writesPerMinuteByResource: Object.fromEntries(byResource),
  };
}

async function compactEtcd(setName: string): Promise<number> {
  const [nsenter = '', ...command] = await enterNamespace(setName, 'primary', 'compact-etcd.ts');
  const { stdout } = await execa(nsenter, command);
  return Number(stdout);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
