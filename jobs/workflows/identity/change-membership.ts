import type { Membership } from '../../core/member-identity/member-identity.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { changeIdentity } from './change-identity.ts';

/**
 * Changes whom this cluster joined, as it stands beside its keys. A repeat changes nothing.
 *
 * @param change Returns the membership that is to stand there, `undefined` for none.
 */
export async function changeMembership(
  kubernetes: KubernetesApi,
  namespace: string,
  change: (membership: Membership | undefined) => Membership | undefined,
): Promise<void> {
  await changeIdentity(kubernetes, namespace, (identity) => ({
    ...identity,
    membership: change(identity.membership),
  }));
}
