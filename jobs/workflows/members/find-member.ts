import type { Member } from '../../core/membership/member.ts';
import type { KubernetesApi, Stored } from '../../ports/kubernetes-api.ts';
import { MemberIsPrimary, MemberMissing } from './errors.ts';

/** Reads one member. @throws {MemberMissing} */
export async function findMember(
  kubernetes: KubernetesApi,
  ref: { namespace: string; name: string },
): Promise<Stored<Member>> {
  const member = await kubernetes.get('Member', ref);
  if (member === undefined) throw new MemberMissing(ref);
  return member;
}

/** Tells whether a `Member` is the primary's own. */
export function isPrimary({ status }: Pick<Member, 'status'>): boolean {
  return (status?.conditions ?? []).some(({ type, reason }) => type === 'Joined' && reason === 'IsPrimary');
}

/** @throws {MemberIsPrimary} For what makes no sense on the primary's own `Member`. */
export function assertNotPrimary(member: Stored<Member>, action: string): void {
  if (isPrimary(member)) throw new MemberIsPrimary({ name: member.metadata.name, action });
}
