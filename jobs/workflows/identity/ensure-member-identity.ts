import { secondaryNames } from '../../core/kubernetes/names.ts';
import { createMemberIdentity } from '../../core/member-identity/create-member-identity.ts';
import {
  buildMemberIdentitySecret,
  parseMemberIdentitySecret,
} from '../../core/member-identity/member-identity-secret.ts';
import type { MemberIdentity } from '../../core/member-identity/member-identity.ts';
import type { PrimaryPorts } from '../ports.ts';

/**
 * Reads this cluster's keys, or makes them if there are none. When Job and agent come at once, the first
 * to create the Secret wins and both use its keys.
 *
 * @throws {IdentityDamaged} When the Secret is there but unusable; it is never overwritten.
 */
export async function ensureMemberIdentity(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'random' | 'clock'>,
  namespace: string,
): Promise<MemberIdentity> {
  const ref = { namespace, name: secondaryNames.identity };
  const found = await ports.kubernetes.get('Secret', ref);
  if (found !== undefined) return parseMemberIdentitySecret(found);
  const made = createMemberIdentity(ports.random.bytes(64), ports.clock.now());
  const created = await ports.kubernetes.create('Secret', buildMemberIdentitySecret(made, namespace));
  return created === undefined ? ensureMemberIdentity(ports, namespace) : made;
}
