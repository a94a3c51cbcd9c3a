import type { ServedKind } from '../../jobs/ports/cluster-objects.ts';

/** What an API server in memory serves unless it is told otherwise. */
export const servedKinds: readonly ServedKind[] = [
  ['v1', 'ConfigMap', 'configmaps', true],
  ['v1', 'Secret', 'secrets', true],
  ['v1', 'Service', 'services', true],
  ['v1', 'ServiceAccount', 'serviceaccounts', true],
  ['v1', 'ResourceQuota', 'resourcequotas', true],
  ['v1', 'Namespace', 'namespaces', false],
  ['apps/v1', 'Deployment', 'deployments', true],
  ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', true],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', false],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', false],
].map(([apiVersion, kind, plural, isNamespaced]) => ({
  apiVersion: apiVersion as string,
  kind: kind as string,
  plural: plural as string,
  isNamespaced: isNamespaced as boolean,
  verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
}));
