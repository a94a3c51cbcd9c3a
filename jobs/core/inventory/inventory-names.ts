/** What `spec.clusterManager.name` and the label of every profile of ours say. */
export const clusterManager = 'joinery';

/** CustomResourceDefinitions, and the versions of them that are understood, the best one first. */
export const inventoryKinds = {
  ClusterProfile: {
    kind: 'ClusterProfile',
    crd: 'clusterprofiles.multicluster.x-k8s.io',
    apiVersions: ['multicluster.x-k8s.io/v1alpha2', 'multicluster.x-k8s.io/v1alpha1'],
  },
  ClusterProperty: {
    kind: 'ClusterProperty',
    crd: 'clusterproperties.about.k8s.io',
    apiVersions: ['about.k8s.io/v1', 'about.k8s.io/v1beta1', 'about.k8s.io/v1alpha1'],
  },
} as const;

/** Labels that KEP-4322 gives a meaning. */
export const inventoryLabels = {
  /** On a ClusterProfile: equal to `spec.clusterManager.name`. */
  clusterManager: 'x-k8s.io/cluster-manager',
  /** On a ClusterProfile: which cluster it is, whatever its name. */
  memberId: 'multicluster.x-k8s.io/inventory-member-id',
  /** On the namespace of the profiles: the set they are of. */
  clusterSet: 'multicluster.x-k8s.io/clusterset',
  /** On a ClusterProperty, `true`: it may be shown in the ClusterProfile. */
  shown: 'multicluster.x-k8s.io/clusterProfile',
} as const;

/** Names of the properties that KEP-2149 wants in every cluster of a set. */
export const wellKnownProperties = {
  /** Name of the cluster, unique in its set. */
  cluster: 'cluster.clusterset.k8s.io',
  /** Name of the set. */
  clusterSet: 'clusterset.k8s.io',
} as const;
