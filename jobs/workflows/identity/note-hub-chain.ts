import type { Membership } from '../../core/member-identity/member-identity.ts';
import type { KeyChain } from '../../core/protocol/key-chain.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { changeMembership } from './change-membership.ts';

/** Keeps what an answer told of the hub's keys, if it is more than was known. */
export async function noteHubChain(
  kubernetes: KubernetesApi,
  namespace: string,
  { membership, hub }: { membership: Membership; hub: KeyChain },
): Promise<void> {
  if (hub.links.length <= membership.chain.length) return;
  await changeMembership(kubernetes, namespace, (stored) => {
    const isNews = stored?.hubId === hub.rootId && stored.chain.length < hub.links.length;
    return isNews ? { ...stored, chain: hub.links } : stored;
  });
}
