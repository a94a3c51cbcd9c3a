import type { HeartbeatAnswer } from '#validators/heartbeat-answer';
import type { HeartbeatRequest } from '#validators/heartbeat-request';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { hasCondition, setCondition } from '../../core/membership/member-conditions.ts';
import type { Member, MemberStatus } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { heartbeatSeconds } from '../admit/admit-member.ts';
import { changeObject } from '../change-object.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import type { SignedRequest } from './receive-signed.ts';

/** `lastSeenTime` is refreshed when it is older than this: one write a minute and member. */
const refreshMs = 60_000;

/** A member not heard for this long is no longer called online. */
export const notHeardMs = 150_000;

/**
 * Notes on the `Member` that it was heard, only when that is news: it was not online, its versions
 * changed, it was accepted meanwhile, or the last note is a minute old. It counts as heard when it signed,
 * so that a replayed heartbeat is no sign of life.
 */
export async function noteHeard(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  { config }: Hub,
  { member, body: heartbeat, sentAt }: SignedRequest<HeartbeatRequest>,
): Promise<HeartbeatAnswer> {
  const { name } = member.metadata;
  const isAccepted = config.approval === 'automatic' || member.spec?.accepted === true;
  const facts = { heartbeat, sentAt, now: ports.clock.now(), isAccepted };
  if (buildHeardStatus(member.status ?? {}, facts) !== undefined) {
    await changeObject(
      ports.kubernetes,
      'Member',
      { namespace: config.namespace, name },
      (stored) => {
        const status = buildHeardStatus(stored.status ?? {}, facts);
        return status && { ...stored, status };
      },
      (changed) => ports.kubernetes.updateStatus(changed),
    );
  }
  return { state: isAccepted ? 'Joined' : 'Pending', heartbeatSeconds };
}

function buildHeardStatus(
  before: MemberStatus,
  {
    heartbeat,
    sentAt,
    now,
    isAccepted,
  }: { heartbeat: HeartbeatRequest; sentAt: Date; now: Date; isAccepted: boolean },
): MemberStatus | undefined {
  // An old heartbeat that was replayed, or a clock that is behind: the answer puts the latter right.
  if (now.getTime() - sentAt.getTime() > notHeardMs) return undefined;
  const seenAgoMs = sentAt.getTime() - new Date(before.lastSeenTime ?? 0).getTime();
  if (seenAgoMs <= 0 && before.lastSeenTime !== undefined) return undefined;
  const isOld = seenAgoMs > refreshMs;
  const isSameVersion = JSON.stringify(before.versions) === JSON.stringify(heartbeat.versions);
  const isKnownOnline = hasCondition(before.conditions, 'Online', 'True');
  const isKnownJoined = !isAccepted || hasCondition(before.conditions, 'Joined', 'True');
  if (!isOld && isSameVersion && isKnownOnline && isKnownJoined) return undefined;
  let conditions = setCondition(
    before.conditions ?? [],
    { type: 'Online', status: 'True', reason: 'Heard', message: 'The member is in touch.' },
    now,
  );
  if (isAccepted) {
    conditions = setCondition(
      conditions,
      {
        type: 'Joined',
        status: 'True',
        reason: 'Joined',
        message: 'The member proved its key and is part of the set.',
      },
      now,
    );
  }
  return {
    ...before,
    versions: heartbeat.versions,
    lastSeenTime: renderTimestamp(sentAt),
    conditions: [...conditions],
  };
}

/**
 * Says of every member that was not heard for a while that it is unknown whether it is online. Only
 * call it once the caller itself has been up that long: time without a hub is no member's absence.
 */
export async function noteNotHeard(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  { config }: Hub,
  members: readonly Stored<Member>[],
): Promise<void> {
  for (const { metadata, status: known } of members) {
    if (metadata.name === config.name || !isOverdue(known, ports.clock.now())) continue;
    await changeObject(
      ports.kubernetes,
      'Member',
      { namespace: config.namespace, name: metadata.name },
      (stored) => {
        const now = ports.clock.now();
        if (!isOverdue(stored.status, now)) return undefined;
        const message = `Last heard at ${stored.status?.lastSeenTime ?? 'an unknown time'}.`;
        const before = stored.status?.conditions ?? [];
        const wanted = { type: 'Online', status: 'Unknown', reason: 'NotHeard', message } as const;
        return {
          ...stored,
          status: { ...stored.status, conditions: [...setCondition(before, wanted, now)] },
        };
      },
      (changed) => ports.kubernetes.updateStatus(changed),
    );
  }
}

function isOverdue(status: MemberStatus | undefined, now: Date): boolean {
  if (!hasCondition(status?.conditions, 'Online', 'True')) return false;
  return now.getTime() - new Date(status?.lastSeenTime ?? 0).getTime() > notHeardMs;
}
