import { renderTimestamp } from '../kubernetes/timestamp.ts';
import type { Condition } from '../kubernetes/objects.ts';

/** Condition types of a `Member`; `True` is the good state of each. */
export type MemberConditionType =
  /** The member belongs to the set. False: waiting for acceptance, or left. */
  | 'Joined'
  /** The member is in touch. False: silent for so long that it is away. Unknown: late, or nobody listened. */
  | 'Online'
  /** Its clock agrees with the hub's, near enough. */
  | 'ClockInSync'
  /** It has taken up what the hub announced: URL, CA, keys. Unknown: nobody can ask it. */
  | 'UpToDate'
  /** One process uses its key, and not two clusters. */
  | 'IdentityUnique'
  /** What it offers to the set is taken. Only there once it offered something. */
  | 'Exports'
  /** On the primary's own member only: its hub serves the set. False: it is an older copy of another hub. */
  | 'Serving'
  /** It shares services with the set. False: somebody else looks after them there, or something is missing. */
  | 'Services';

/** Reasons of {@link MemberConditionType}, also used as Event reasons. */
export type MemberConditionReason =
  | 'Joined'
  | 'AwaitingApproval'
  | 'Left'
  | 'IsPrimary'
  | 'Heard'
  | 'Late'
  | 'Offline'
  | 'HubRestarted'
  | 'NeverHeard'
  | 'ClockAgrees'
  | 'ClockOff'
  | 'UpToDate'
  | 'OldEndpoint'
  | 'OldHubKey'
  | 'NotTakenUp'
  | 'NotHeard'
  | 'OneInstance'
  | 'DuplicateIdentity'
  | 'Taken'
  | 'Refused'
  | 'NothingOffered'
  | 'Newest'
  | 'Outdated'
  | 'Shared'
  | 'NotShared'
  | 'OtherController'
  | 'KindsMissing'
  | 'RightMissing';

/**
 * Sets one condition in a list. The transition time moves only when the status does.
 *
 * @returns The same array when nothing changed, so that a caller can skip the write.
 */
export function setCondition(
  conditions: readonly Condition[],
  wanted: {
    type: MemberConditionType;
    status: Condition['status'];
    reason: MemberConditionReason;
    message: string;
  },
  now: Date,
): readonly Condition[] {
  const before = conditions.find((condition) => condition.type === wanted.type);
  const isSame =
    before !== undefined &&
    before.status === wanted.status &&
    before.reason === wanted.reason &&
    before.message === wanted.message;
  if (isSame) return conditions;
  const lastTransitionTime =
    before?.status === wanted.status ? before.lastTransitionTime : renderTimestamp(now);
  const after: Condition = { ...wanted, lastTransitionTime };
  return [...conditions.filter((condition) => condition.type !== wanted.type), after];
}

/** Tells whether a condition of the list has the given status. */
export function hasCondition(
  conditions: readonly Condition[] | undefined,
  type: MemberConditionType,
  status: Condition['status'],
): boolean {
  return (conditions ?? []).some((condition) => condition.type === type && condition.status === status);
}
