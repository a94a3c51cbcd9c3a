/** Kinds that others need, in the order they are applied; the same order as Helm's. What has no place here comes after them. */
const firstKinds = [
  ['CustomResourceDefinition'],
  ['Namespace', 'PriorityClass', 'StorageClass'],
  ['NetworkPolicy', 'ResourceQuota', 'LimitRange', 'PodDisruptionBudget', 'ServiceAccount'],
  ['Secret', 'ConfigMap', 'PersistentVolume', 'PersistentVolumeClaim'],
  ['ClusterRole', 'Role'],
  ['ClusterRoleBinding', 'RoleBinding'],
  ['Service'],
] as const;

/** What takes effect on everything else comes when that is there. */
const lastKinds = ['Ingress', 'APIService', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

const ranks = new Map<string, number>(
  firstKinds.flatMap((kinds, rank) => kinds.map((kind) => [kind, rank] as const)),
);

/** When an object of a kind is applied: after all of a lower rank. What is taken away goes the other way round. */
function rankOf(kind: string): number {
  const last = lastKinds.indexOf(kind);
  if (last !== -1) return firstKinds.length + 1;
  return ranks.get(kind) ?? firstKinds.length;
}

/** Groups objects by rank, the lowest first. */
export function groupByRank<T>(objects: readonly T[], kindOf: (object: T) => string): T[][] {
  const groups = Map.groupBy(objects, (object) => rankOf(kindOf(object)));
  return [...groups].toSorted(([a], [b]) => a - b).map(([, group]) => group);
}
