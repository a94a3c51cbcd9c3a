import { secondaryNames } from '../../core/kubernetes/names.ts';
import {
  parseMemberIdentitySecret,
  renderMemberIdentity,
} from '../../core/member-identity/member-identity-secret.ts';
import type { Membership } from '../../core/member-identity/member-identity.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';

/** Stores whom this cluster joined beside its keys, or forgets it with `undefined`. A repeat changes nothing. */
export async function writeMembership(
  kubernetes: KubernetesApi,
  namespace: string,
  membership: Membership | undefined,
): Promise<void> {
  await changeObject(kubernetes, 'Secret', { namespace, name: secondaryNames.identity }, (stored) => {
    const identity = parseMemberIdentitySecret(stored);
    const data = renderMemberIdentity(identity, membership);
    return JSON.stringify(data) === JSON.stringify(stored.data) ? undefined : { ...stored, data };
  });
}
