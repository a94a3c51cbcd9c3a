import type { SecondaryConfig } from '#validators/secondary-config';
import type { JoinStatus } from '../../core/join-status/join-status.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import type { MemberIdentity, Membership } from '../../core/member-identity/member-identity.ts';

/** The status of a cluster that has nothing to join with. */
export function describeWaiting(identity: MemberIdentity, config: SecondaryConfig): JoinStatus {
  return {
    status: 'Waiting',
    reason: 'NoJoinSecret',
    message: `There is no join Secret "${config.join.existingSecret}" in namespace "${config.release.namespace}" yet.`,
    remedy: `Create a join token on the primary and the Secret "${config.join.existingSecret}" with its value under the key "token".`,
    thumbprint: thumbprint(identity.signing),
  };
}

/** The status of a member, or of one that waits for acceptance. */
export function describeMembership(identity: MemberIdentity, membership: Membership): JoinStatus {
  const { state, memberName, memberId, primaryName, endpoint, joinedAt } = membership;
  const facts = {
    memberName,
    memberId,
    thumbprint: thumbprint(identity.signing),
    primaryName,
    endpoint,
    joinedAt,
  };
  if (state === 'Joined') {
    const message = `This cluster is the member "${memberName}" of the set of "${primaryName}".`;
    return { status: 'Joined', reason: 'Joined', message, remedy: '', ...facts };
  }
  return {
    status: 'Pending',
    reason: 'AwaitingApproval',
    message: `The primary "${primaryName}" knows this cluster as "${memberName}" and waits for a person to accept it.`,
    remedy: `Compare the thumbprint with that of members.joinery.dev "${memberName}" on the primary and set its spec.accepted to true.`,
    ...facts,
  };
}
