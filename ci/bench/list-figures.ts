import { describeRest } from './describe-rest.ts';
import { type Figure, quantile } from './figure.ts';
import type { Delivery } from './measure-sharing.ts';
import type { Joins } from './measure-joins.ts';
import type { Rest } from './observe-rest.ts';

/** What a run measured. */
export interface Measured {
  /** How many members there were at most. */
  readonly most: number;
  /** Each burst of joins, by its name. */
  readonly joins: Readonly<Record<string, Joins>>;
  readonly rests: readonly Rest[];
  /** Of members that were killed and started again, in milliseconds and in order: when the primary showed it. */
  readonly presence: { readonly goneMs: readonly number[]; readonly backMs: readonly number[] };
  /** After every replica of the hub was killed: when each member was answered again, in milliseconds and in order. */
  readonly answeredMs: readonly number[];
  /** One object that went to a tenth of the members, and to all. */
  readonly deliveries: { readonly few: Delivery; readonly all: Delivery };
  /** So many objects that went to one member, in milliseconds. */
  readonly many: { readonly count: number; readonly tookMs: number };
}

/** Name of the measurement of so many joins at the same moment. */
export function nameJoins(count: number): string {
  return count === 1 ? 'join of one' : `join of ${count} at once`;
}

/** Picks the figures of a run, in the order they are shown in. `docs/performance.md` has the same. */
export function listFigures(measured: Measured): Figure[] {
  const { most, joins, rests, presence, answeredMs, deliveries, many } = measured;
  const { goneMs, backMs } = presence;
  const { few, all } = deliveries;
  const describeJoins = (count: number, targets: { p50?: number; p99?: number } = {}): Figure[] => {
    const name = nameJoins(count);
    const tookMs = joins[name]?.tookMs ?? [];
    return [
      describeTime(`${name}, p50`, quantile(tookMs, 0.5), targets.p50),
      describeTime(`${name}, p99`, quantile(tookMs, 0.99), targets.p99),
    ];
  };
  return [
    ...describeJoins(1, { p50: 0.15 }),
    ...describeJoins(10),
    ...describeJoins(50),
    ...describeJoins(Math.ceil(most / 10), { p50: 1, p99: 2 }),
    ...describeJoins(most, { p99: 20 }),
    ...describeRest(rests),
    describeTime('a killed agent is shown offline, p50', quantile(goneMs, 0.5)),
    describeTime(`a killed agent is shown offline, last of ${goneMs.length}`, quantile(goneMs, 1), 30),
    describeTime(`${backMs.length} are back at once, p50`, quantile(backMs, 0.5), 0.5),
    describeTime(`${backMs.length} are back at once, last`, quantile(backMs, 1), 2),
    describeTime('after a kill of the hub a member is answered again, p50', quantile(answeredMs, 0.5)),
    describeTime(`the same, last of ${answeredMs.length}`, quantile(answeredMs, 1), 60),
    describeTime(`an object to ${few.tookMs.length} members, p50`, quantile(few.tookMs, 0.5)),
    describeTime(`an object to ${few.tookMs.length} members, last`, quantile(few.tookMs, 1), 0.5),
    describeTime(`an object to ${all.tookMs.length} members, p50`, quantile(all.tookMs, 0.5)),
    describeTime(`an object to ${all.tookMs.length} members, p99`, quantile(all.tookMs, 0.99), 2),
    { what: 'a delivery, processor of the hub', value: all.hubCpuMs, unit: 'ms', target: 3 },
    describeTime(`${many.count} objects to one member`, many.tookMs, 10),
  ];
}

function describeTime(what: string, valueMs: number, target?: number): Figure {
  return { what, value: valueMs / 1000, unit: 's', ...(target === undefined ? {} : { target }) };
}
