import { secretTypes } from '../../core/kubernetes/names.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { TokenMissing } from './errors.ts';

/**
 * Deletes a join-token Secret: nobody joins with it any more. Who joined with it before stays a member.
 *
 * @throws {TokenMissing} Also for a Secret that is no join token.
 */
export async function revokeToken(
  kubernetes: KubernetesApi,
  ref: { namespace: string; name: string },
): Promise<void> {
  const secret = await kubernetes.get('Secret', ref);
  if (secret?.type !== secretTypes.joinToken) throw new TokenMissing(ref);
  await kubernetes.delete('Secret', { ...ref, uid: secret.metadata.uid });
}
