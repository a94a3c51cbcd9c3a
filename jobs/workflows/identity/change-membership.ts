import { secondaryNames } from '../../core/kubernetes/names.ts';
import {
  parseMemberIdentitySecret,
  renderMemberIdentity,
} from '../../core/member-identity/member-identity-secret.ts';
import type { Membership } from '../../core/member-identity/member-identity.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';

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
  await changeObject(kubernetes, 'Secret', { namespace, name: secondaryNames.identity }, (stored) => {
    const identity = parseMemberIdentitySecret(stored);
    const data = renderMemberIdentity(identity, change(identity.membership));
    return JSON.stringify(data) === JSON.stringify(stored.data) ? undefined : { ...stored, data };
  });
}
