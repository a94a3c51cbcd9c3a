import { secondaryNames } from '../../core/kubernetes/names.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { createMemberIdentity } from '../../core/member-identity/create-member-identity.ts';
import { buildMemberIdentitySecret } from '../../core/member-identity/member-identity-secret.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';
import { writeJoinStatus } from '../status/write-join-status.ts';

/**
 * Makes new keys and forgets the membership; the old keys are kept nowhere. The agent is told by the status
 * Secret, which it follows. Killed in between and run again, it makes keys once more, which harms nobody.
 *
 * @returns The thumbprint of the new key.
 */
export async function rekeyCluster(ports: PrimaryPorts, namespace: string): Promise<string> {
  const made = createMemberIdentity(ports.random.bytes(64), ports.clock.now());
  const wanted = buildMemberIdentitySecret(made, namespace);
  const ref = { namespace, name: secondaryNames.identity };
  const data = wanted.data ?? {};
  const changed = await changeObject(ports.kubernetes, 'Secret', ref, (stored) => ({ ...stored, data }));
  if (changed === undefined && (await ports.kubernetes.create('Secret', wanted)) === undefined) {
    return rekeyCluster(ports, namespace);
  }
  const newThumbprint = thumbprint(made.signing);
  await writeJoinStatus(ports, namespace, {
    status: 'Waiting',
    reason: 'NewKeys',
    message: 'This cluster has new keys, and is no member until it has joined with them.',
    remedy: 'Create a join token on the primary and give it to this cluster with "kubectl joinery join".',
    thumbprint: newThumbprint,
  });
  return newThumbprint;
}
