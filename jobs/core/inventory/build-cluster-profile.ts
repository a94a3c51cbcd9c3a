import type { Manifest } from '../kubernetes/manifest.ts';
import type { Condition, StoredMeta } from '../kubernetes/objects.ts';
import { memberApiVersion, type Member } from '../membership/member.ts';
import { clusterManager, inventoryLabels, wellKnownProperties } from './inventory-names.ts';

/** A member as the API server has it. */
type StoredMember = Member & { metadata: StoredMeta };

/** Labels of a Member that belong to whoever made that object, and not to the cluster. */
const toolLabel = /^(app\.kubernetes\.io|helm\.sh|([a-z0-9-]+\.)*(argoproj\.io|fluxcd\.io|joinery\.dev))\//;

/**
 * Builds the ClusterProfile of a member; `status` is written by itself. It follows from the Member alone, times
 * included, so all replicas of the hub build the same. It names no way in: the hub has no credential of a member.
 *
 * @param about.clusterSet Name of the set.
 * @param about.properties What the cluster shows of itself, by name.
 * @see KEP-4322; and `docs/inventory.md` for what each field says here.
 */
export function buildClusterProfile(
  member: StoredMember,
  about: { apiVersion: string; clusterSet: string; properties: Readonly<Record<string, string>> },
): Manifest {
  const { name, namespace = '', uid, labels = {} } = member.metadata;
  const { status = {} } = member;
  const own = Object.entries(labels).filter(([key]) => !toolLabel.test(key));
  const id = status.id === undefined ? {} : { [inventoryLabels.memberId]: status.id };
  return {
    apiVersion: about.apiVersion,
    kind: 'ClusterProfile',
    metadata: {
      name,
      namespace,
      labels: { ...Object.fromEntries(own), ...id, [inventoryLabels.clusterManager]: clusterManager },
      // It goes with its Member, by the cluster's own garbage collector.
      ownerReferences: [{ apiVersion: memberApiVersion, kind: 'Member', name, uid }],
    },
    spec: { displayName: name, clusterManager: { name: clusterManager } },
    status: {
      conditions: [describeHealth(member), describeJoined(member)],
      ...(status.versions === undefined ? {} : { version: { kubernetes: status.versions.kubernetes } }),
      properties: listProperties(name, about),
    },
  };
}

/** In touch says that it is well; of a member that is away nobody here knows. */
function describeHealth(member: StoredMember): Condition {
  const type = 'ControlPlaneHealthy';
  const online = find(member, 'Online');
  if (online === undefined) return { type, ...nothingKnown(member) };
  const { status, reason, message, lastTransitionTime } = online;
  return { type, status: status === 'True' ? 'True' : 'Unknown', reason, message, lastTransitionTime };
}

function describeJoined(member: StoredMember): Condition {
  const type = 'Joined';
  const joined = find(member, 'Joined');
  if (joined === undefined) return { type, ...nothingKnown(member), status: 'False' };
  const { status, reason, message, lastTransitionTime } = joined;
  return { type, status, reason, message, lastTransitionTime };
}

function find({ status }: StoredMember, type: 'Joined' | 'Online'): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

function nothingKnown({ metadata }: StoredMember): Omit<Condition, 'type'> {
  const lastTransitionTime = metadata.creationTimestamp ?? '1970-01-01T00:00:00Z';
  return { status: 'Unknown', reason: 'NeverJoined', message: 'It has not joined yet.', lastTransitionTime };
}

/** Its name and its set as the hub knows them win over what it says itself. */
function listProperties(
  name: string,
  { clusterSet, properties }: { clusterSet: string; properties: Readonly<Record<string, string>> },
): { name: string; value: string }[] {
  const known = {
    ...properties,
    [wellKnownProperties.cluster]: name,
    [wellKnownProperties.clusterSet]: clusterSet,
  };
  return Object.entries(known)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([property, value]) => ({ name: property, value }));
}
