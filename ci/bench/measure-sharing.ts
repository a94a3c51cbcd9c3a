import { setTimeout as sleep } from 'node:timers/promises';
import type { Distribution } from '../../jobs/core/distribution/distribution.ts';
import type { BenchPrimary } from './bench-primary.ts';
import type { MemberFleet } from './member-fleet.ts';
import { observeUsage } from './observe-usage.ts';

/** Members are ready to say when they have something, in milliseconds. */
const readyMs = 500;

/** Reports of a delivery are with the hub this long after it, in milliseconds. */
const reportMs = 8000;

/** About a kilobyte. */
const text = 'joinery '.repeat(120);

/** One object that went to many members. */
export interface Delivery {
  /** Milliseconds from its creation until each had it, shortest first. */
  readonly tookMs: readonly number[];
  /**
   * Processor time of all replicas of the hub for each member, its report included and without what the members
   * cost at rest, in milliseconds.
   */
  readonly hubCpuMs: number;
}

/** Gives one object of a kilobyte to these members, and takes it away again. */
export async function measureDelivery(
  set: string,
  primary: BenchPrimary,
  fleet: MemberFleet,
  { names, restMilliCpu }: { names: readonly string[]; restMilliCpu: number },
): Promise<Delivery> {
  const object = `one-to-${names.length}`;
  const metadata = { name: object, namespace: 'default' };
  const source = { manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { text } } };
  const beganAtMs = performance.now();
  const before = await observeUsage(set);
  const { startedAtMs, heldAtMs } = await waitForObjects(primary, fleet, {
    names,
    prefix: object,
    count: 1,
    distribute: { name: object, spec: { placement: { names: [...names] }, sources: [source] } },
  });
  await sleep(reportMs);
  const after = await observeUsage(set);
  const restCpuMs = (restMilliCpu / 1000) * (performance.now() - beganAtMs);
  await primary.withdraw(object);
  return {
    tookMs: heldAtMs.map((atMs) => atMs - startedAtMs).toSorted((a, b) => a - b),
    hubCpuMs: (after.hub.cpuMs - before.hub.cpuMs - restCpuMs) / names.length,
  };
}

/** Gives so many objects of a kilobyte to one member. @returns Milliseconds until it has all of them. */
export async function measureManyObjects(
  primary: BenchPrimary,
  fleet: MemberFleet,
  { name, count }: { name: string; count: number },
): Promise<number> {
  const prefix = 'many-';
  const labels = { 'bench/many': 'true' };
  await primary.offer(
    Array.from({ length: count }, (_, index) => `${prefix}${index}`),
    { labels, text },
  );
  const { startedAtMs, heldAtMs } = await waitForObjects(primary, fleet, {
    names: [name],
    prefix,
    count,
    distribute: {
      name: 'many',
      spec: {
        placement: { names: [name] },
        sources: [
          {
            select: { apiVersion: 'v1', kind: 'ConfigMap', selector: { matchLabels: labels } },
            targetNamespace: 'default',
          },
        ],
      },
    },
  });
  await primary.withdraw('many');
  return (heldAtMs[0] ?? 0) - startedAtMs;
}

async function waitForObjects(
  primary: BenchPrimary,
  fleet: MemberFleet,
  wanted: {
    readonly names: readonly string[];
    readonly prefix: string;
    readonly count: number;
    readonly distribute: { readonly name: string; readonly spec: Distribution['spec'] };
  },
): Promise<{ startedAtMs: number; heldAtMs: readonly number[] }> {
  const { names, prefix, count, distribute } = wanted;
  const held = fleet.tell({ verb: 'wait for objects of', names, prefix, count });
  await sleep(readyMs);
  const startedAtMs = Date.now();
  const [{ tookMs }] = await Promise.all([held, primary.distribute(distribute.name, distribute.spec)]);
  return { startedAtMs, heldAtMs: tookMs };
}
