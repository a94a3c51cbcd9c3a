import type { Condition } from '../kubernetes/objects.ts';
import { renderTimestamp } from '../kubernetes/timestamp.ts';
import { judgeDelivery, type Delivery, type DeliveryFailure, type DeliveryState } from './delivery.ts';
import { describeReady } from './describe-ready.ts';
import type { Distribution, DistributionStatus } from './distribution.ts';
import type { Rollout } from './plan-rollout.ts';

/** So many failures are in a status; the others are counted. */
const maxFailures = 10;

const countOf = {
  Applied: 'applied',
  Applying: 'applying',
  Failed: 'failed',
  Held: 'held',
  Waiting: 'waiting',
} as const satisfies Record<DeliveryState, string>;

/** Where all failures of a member stand. */
const lookThere = 'Put the others right, or look at the log of the agent there.';

/** A failure and the cluster it is of. */
export type ClusterFailure = NonNullable<DistributionStatus['failures']>[number];

/** How far a Distribution is, and where. */
export interface DistributionSummary {
  readonly status: DistributionStatus;
  /** How far each member is. */
  readonly states: ReadonlyMap<string, DeliveryState>;
  /** The first failure of each member that failed. */
  readonly failing: ReadonlyMap<string, ClusterFailure>;
}

/**
 * Summarises how far a Distribution is, in a status whose size does not grow with the members.
 *
 * @param facts.revision See `rolloutRevisionOf`.
 * @param facts.deliveries One for each member it is for.
 * @param facts.findings What is wrong for all members alike, such as a source that is missing.
 * @param facts.rollout See `planRollout`.
 */
export function summarise(
  distribution: Distribution,
  facts: {
    readonly revision: string;
    readonly deliveries: readonly Delivery[];
    readonly findings: readonly DeliveryFailure[];
    readonly rollout: Rollout | undefined;
    readonly now: Date;
  },
): DistributionSummary {
  const { revision, deliveries, findings, rollout, now } = facts;
  const states = new Map(deliveries.map((delivery) => [delivery.member, judgeDelivery(delivery)]));
  const clusters = countStates(states.values());
  const failures = deliveries
    .filter(({ member }) => states.get(member) === 'Failed')
    .toSorted((a, b) => (a.member < b.member ? -1 : 1))
    .flatMap(listFailures);
  const ready = describeReady(distribution.spec, { clusters, findings, first: failures[0], rollout });
  const { generation } = distribution.metadata;
  const status = {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    revision,
    clusters,
    ...(failures.length === 0 ? {} : { failures: failures.slice(0, maxFailures) }),
    ...(rollout === undefined ? {} : { rollout }),
    conditions: [noteCondition(distribution.status?.conditions, ready, now)],
  };
  return {
    status,
    states,
    failing: new Map(failures.toReversed().map((failure) => [failure.cluster, failure])),
  };
}

function countStates(states: Iterable<DeliveryState>): NonNullable<DistributionStatus['clusters']> {
  const clusters = { placed: 0, applied: 0, applying: 0, failed: 0, held: 0, waiting: 0 };
  for (const state of states) {
    clusters.placed += 1;
    clusters[countOf[state]] += 1;
  }
  return clusters;
}

/** What the hub could not render comes before what the member could not apply. */
function listFailures({ member, findings, report }: Delivery): ClusterFailure[] {
  const said = (report?.failures ?? []).map(({ object, ...failure }) => ({
    ...failure,
    ...(object === undefined ? {} : { object: renderObject(object) }),
  }));
  const found = (findings.length > 0 ? findings : said).map(({ object, reason, message, remedy }) => ({
    cluster: member,
    ...(object === undefined ? {} : { object }),
    reason,
    message,
    remedy,
  }));
  if (found.length > 0) return found;
  // A member lists so many failures over all that it has, and counts the others.
  return [{ cluster: member, reason: 'Failed', message: 'It lists too many failures.', remedy: lookThere }];
}

/** Renders which object, as kubectl names it to people: `ConfigMap shop/colours`. */
export function renderObject(object: { kind: string; namespace?: string; name: string }): string {
  const { kind, namespace, name } = object;
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The transition time moves only when the status does. */
function noteCondition(
  before: readonly Condition[] | undefined,
  wanted: Omit<Condition, 'lastTransitionTime'>,
  now: Date,
): Condition {
  const known = before?.find(({ type }) => type === wanted.type);
  const isSame = known?.status === wanted.status;
  return { ...wanted, lastTransitionTime: isSame ? known.lastTransitionTime : renderTimestamp(now) };
}
