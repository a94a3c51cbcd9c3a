import { hasCondition } from './member-conditions.ts';
import type { MemberStatus } from './member.ts';

/** Tells whether a member left the set and has not come back since. */
export function hasLeft(status: MemberStatus | undefined): boolean {
  return status?.leftAt !== undefined && hasCondition(status.conditions, 'Joined', 'False');
}
