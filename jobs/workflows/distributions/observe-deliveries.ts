import type { PartReport } from '../../core/distribution/delivery.ts';
import type { Distribution } from '../../core/distribution/distribution.ts';
import { isPlaced } from '../../core/distribution/is-placed.ts';
import { renderObject, type ClusterFailure } from '../../core/distribution/summarise.ts';
import type { Condition } from '../../core/kubernetes/objects.ts';
import { hasCondition } from '../../core/membership/member-conditions.ts';
import type { Member } from '../../core/membership/member.ts';
import type { KubernetesApi, Stored } from '../../ports/kubernetes-api.ts';
import { parseStoredReport } from '../deliver/stored-report.ts';
import { isPrimary } from '../members/find-member.ts';
import { findDistribution, type DistributionRef } from './find-distribution.ts';

/** How far a Distribution is on one cluster. */
export interface ClusterDelivery {
  readonly cluster: string;
  /** What the cluster said last; `Waiting` when it said nothing of it yet. */
  readonly state: PartReport['state'] | 'Waiting';
  /** Whether the cluster is in touch. */
  readonly online: Condition['status'];
  /** Whether it is for this cluster; else it is being taken away. */
  readonly isPlaced: boolean;
  readonly failures: readonly ClusterFailure[];
  /** All that the cluster said. */
  readonly report?: PartReport;
}

/** A Distribution and how far it is everywhere, what needs a person first. */
export interface DeliveryOverview {
  readonly distribution: Stored<Distribution>;
  readonly clusters: readonly ClusterDelivery[];
}

/** Looks how far a Distribution is on each cluster, by what the hub stored. @throws DistributionMissing */
export async function observeDeliveries(
  kubernetes: KubernetesApi,
  ref: DistributionRef,
): Promise<DeliveryOverview> {
  const { namespace } = ref;
  const distribution = await findDistribution(kubernetes, ref);
  const [members, stored] = await Promise.all([
    kubernetes.list('Member', { namespace }),
    kubernetes.list('ConfigMap', { namespace }),
  ]);
  const reports = new Map(
    stored.flatMap((configMap): [string, PartReport][] => {
      const { member = '', said } = parseStoredReport(configMap) ?? {};
      const part = said?.report.parts.find(({ uid }) => uid === distribution.metadata.uid);
      return part === undefined ? [] : [[member, part]];
    }),
  );
  const clusters = members
    .filter((member) => reports.has(member.metadata.name) || isTarget(distribution, member))
    .map((member) => describe(distribution, member, reports.get(member.metadata.name)));
  return { distribution, clusters: clusters.toSorted(compare) };
}

function isTarget({ spec }: Distribution, { metadata, status }: Stored<Member>): boolean {
  const isMember =
    hasCondition(status?.conditions, 'Joined', 'True') && !isPrimary({ ...(status && { status }) });
  return isMember && isPlaced(spec.placement, { name: metadata.name, labels: metadata.labels ?? {} });
}

function describe(
  distribution: Stored<Distribution>,
  member: Stored<Member>,
  report: PartReport | undefined,
): ClusterDelivery {
  const { name } = member.metadata;
  const said = (report?.failures ?? []).map(({ object, ...failure }) => ({
    cluster: name,
    ...failure,
    ...(object === undefined ? {} : { object: renderObject(object) }),
  }));
  // What the hub could not render never came to the member; the first of these stand in the status.
  const shown = (distribution.status?.failures ?? []).filter(({ cluster }) => cluster === name);
  const failures = said.length > 0 ? said : shown;
  return {
    cluster: name,
    state: failures.length > 0 ? 'Failed' : (report?.state ?? 'Waiting'),
    online: member.status?.conditions?.find(({ type }) => type === 'Online')?.status ?? 'Unknown',
    isPlaced: isTarget(distribution, member),
    failures,
    ...(report === undefined ? {} : { report }),
  };
}

/** What needs a person first, then by name. */
const order: readonly ClusterDelivery['state'][] = ['Failed', 'Held'];

function compare(a: ClusterDelivery, b: ClusterDelivery): number {
  const place = ({ state }: ClusterDelivery): number =>
    order.includes(state) ? order.indexOf(state) : order.length;
  return place(a) - place(b) || a.cluster.localeCompare(b.cluster);
}
