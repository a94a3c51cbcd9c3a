import { hasCondition } from '../../core/membership/member-conditions.ts';
import type { Member } from '../../core/membership/member.ts';
import type { PrimaryPorts } from '../ports.ts';
import { MemberInTouch } from './errors.ts';
import { assertNotPrimary, findMember } from './find-member.ts';

/**
 * Deletes a member: its key opens nothing any more, and its name is free. The token it joined with does not
 * bring it back.
 *
 * @param force Also one that is in touch, or not known to be offline.
 * @throws MemberMissing, MemberIsPrimary, {@link MemberInTouch}
 */
export async function removeMember(
  { kubernetes }: Pick<PrimaryPorts, 'kubernetes'>,
  ref: { namespace: string; name: string },
  force: boolean,
): Promise<void> {
  const member = await findMember(kubernetes, ref);
  assertNotPrimary(member, 'remove');
  if (!force && !isOutOfTouch(member)) {
    const online = member.status?.conditions?.find(({ type }) => type === 'Online');
    throw new MemberInTouch({ name: ref.name, online: online?.reason ?? 'never heard' });
  }
  await kubernetes.delete('Member', { ...ref, uid: member.metadata.uid });
}

/** Left, never let in, made ahead by a person, or offline. */
function isOutOfTouch({ status }: Pick<Member, 'status'>): boolean {
  const conditions = status?.conditions;
  return (
    status?.thumbprint === undefined ||
    hasCondition(conditions, 'Joined', 'False') ||
    hasCondition(conditions, 'Online', 'False')
  );
}
