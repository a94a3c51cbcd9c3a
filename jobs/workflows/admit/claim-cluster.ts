import {
  buildClusterClaim,
  parseClusterClaim,
  type ClusterClaim,
} from '../../core/membership/cluster-claim.ts';
import { hasLeft } from '../../core/membership/has-left.ts';
import type { KubernetesApi, ObjectRef } from '../../ports/kubernetes-api.ts';

/**
 * Claims a cluster's UID for a member, by a create-only object named by the UID's hash: of two that ask,
 * the second finds the first, unless both ask before either is a member. The UID can be read by nearly everyone in that cluster, so this finds
 * duplicates and proves nothing.
 *
 * A claim by a member that is gone, left, or is another cluster by now, is taken over.
 *
 * @returns The name of the member that holds the UID now: the asked one, or another.
 */
export async function claimCluster(
  kubernetes: KubernetesApi,
  namespace: string,
  claim: ClusterClaim,
): Promise<string> {
  const wanted = buildClusterClaim(namespace, claim);
  const created = await kubernetes.create('ConfigMap', wanted);
  if (created !== undefined) return claim.name;
  const stored = await kubernetes.get('ConfigMap', wanted.metadata);
  if (stored === undefined) return claimCluster(kubernetes, namespace, claim);
  const holder = parseClusterClaim(stored) ?? claim.name;
  if (holder === claim.name) return holder;
  if (await isHeld(kubernetes, { namespace, name: holder }, claim.clusterUid)) return holder;
  const taken = await kubernetes.update('ConfigMap', { ...stored, data: wanted.data });
  return taken === undefined ? claimCluster(kubernetes, namespace, claim) : claim.name;
}

async function isHeld(kubernetes: KubernetesApi, holder: ObjectRef, clusterUid: string): Promise<boolean> {
  const member = await kubernetes.get('Member', holder);
  return member?.status?.clusterUID === clusterUid && !hasLeft(member.status);
}
