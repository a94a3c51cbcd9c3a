import { isDeepStrictEqual } from 'node:util';
import { secondaryNames } from '../../core/kubernetes/names.ts';
import {
  parseMemberIdentitySecret,
  renderMemberIdentity,
} from '../../core/member-identity/member-identity-secret.ts';
import type { MemberIdentity } from '../../core/member-identity/member-identity.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';

/**
 * Changes who this cluster is: keys and membership. What somebody else changed meanwhile is read anew.
 *
 * @returns The identity as it stands now; `undefined` when its Secret is gone.
 */
export async function changeIdentity(
  kubernetes: KubernetesApi,
  namespace: string,
  change: (identity: MemberIdentity) => MemberIdentity | Promise<MemberIdentity>,
): Promise<MemberIdentity | undefined> {
  const ref = { namespace, name: secondaryNames.identity };
  const stored = await changeObject(kubernetes, 'Secret', ref, async (secret) => {
    const data = renderMemberIdentity(await change(parseMemberIdentitySecret(secret)));
    return isDeepStrictEqual(data, secret.data) ? undefined : { ...secret, data };
  });
  return stored && parseMemberIdentitySecret(stored);
}
