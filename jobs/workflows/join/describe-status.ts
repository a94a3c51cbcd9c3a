import type { SecondaryConfig } from '#validators/secondary-config';
import { describeFailure, type JoinState, type JoinStatus } from '../../core/join-status/join-status.ts';
import { SetDissolved } from '../../core/protocol/errors.ts';
import { reasonOf } from '../../errors/reason.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import type { JoineryError } from '../../errors/joinery-error.ts';
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
  if (state === 'Dissolved') {
    const { code, message, remedy } = new SetDissolved({ primary: primaryName });
    return {
      status: 'Left',
      reason: reasonOf(code),
      message: `${message}.`,
      remedy,
      thumbprint: facts.thumbprint,
    };
  }
  if (state === 'Paused') {
    const message = `This cluster is the member "${memberName}" of the set of "${primaryName}", and paused there: nothing new is given to it.`;
    return { status: 'Joined', reason: 'Paused', message, remedy: '', ...facts };
  }
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

/** What the hub said that leaves a member something else than joined, until a person has acted. */
const stateByCode: Readonly<Partial<Record<JoineryError['code'], JoinState>>> = {
  JOINERY_DUPLICATE_IDENTITY: 'Rejected',
};

/** Adds to a member's status what there is to say about the line to its hub. */
export function describeContact(
  standing: JoinStatus,
  contact: {
    trouble?: JoineryError | undefined;
    lastContact?: Date | undefined;
    clockOffsetSeconds?: number;
  },
): JoinStatus {
  const { trouble, lastContact, clockOffsetSeconds = 0 } = contact;
  const clock = clockOffsetSeconds === 0 ? {} : { clockOffsetSeconds: String(clockOffsetSeconds) };
  if (trouble === undefined) return { ...standing, ...clock };
  const known = { ...standing, status: stateByCode[trouble.code] ?? standing.status };
  const since = lastContact === undefined ? {} : { lastContact: renderTimestamp(lastContact) };
  return { ...describeFailure(trouble, known), ...clock, ...since };
}
