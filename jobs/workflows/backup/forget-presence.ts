import type { Condition } from '../../core/kubernetes/objects.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import type { Member } from '../../core/membership/member.ts';
import { isPrimary } from '../members/find-member.ts';
import type { BackedUpObject } from './take-backup.ts';

/** A member in a backup was online then; whether it is now nobody knows until it is heard. */
export function forgetPresence(object: BackedUpObject, now: Date): BackedUpObject {
  const status: Member['status'] = object.status;
  if (object.kind !== 'Member' || status?.conditions === undefined || isPrimary({ status })) return object;
  const conditions = status.conditions.map((condition) => forget(condition, now));
  return { ...object, status: { ...status, conditions } };
}

function forget(condition: Condition, now: Date): Condition {
  if (condition.type !== 'Online' || condition.status !== 'True') return condition;
  return {
    type: 'Online',
    status: 'Unknown',
    reason: 'HubRestarted',
    message: 'The member was not heard since the set was restored.',
    lastTransitionTime: renderTimestamp(now),
  };
}
