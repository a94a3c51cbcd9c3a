import {
  buildClusterClaim,
  parseClusterClaim,
  type ClusterClaim,
} from '../../core/membership/cluster-claim.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';

/** Lets a cluster's UID go that a member held; one that another member holds by now stays. */
export async function releaseClaim(
  kubernetes: KubernetesApi,
  namespace: string,
  claim: ClusterClaim,
): Promise<void> {
  const { metadata: ref } = buildClusterClaim(namespace, claim);
  const stored = await kubernetes.get('ConfigMap', ref);
  if (stored === undefined || parseClusterClaim(stored) !== claim.name) return;
  const { uid, resourceVersion } = stored.metadata;
  await kubernetes.delete('ConfigMap', { ...ref, uid, resourceVersion });
}
