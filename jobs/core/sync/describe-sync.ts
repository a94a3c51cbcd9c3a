import type { Report } from '#validators/report';
import type { SyncRequest } from '#validators/sync-request';
import { setCondition } from '../membership/member-conditions.ts';
import type { MemberStatus } from '../membership/member.ts';
import { renderTimestamp } from '../kubernetes/timestamp.ts';
import type { Condition } from '../kubernetes/objects.ts';

/** Clocks that differ by more are shown as off, in seconds; certificates and tokens start to fail by minutes. */
const tolerableClockOffsetSeconds = 30;

/** What one sync tells about a member. */
export interface SyncFacts {
  readonly request: SyncRequest;
  readonly report: Report | undefined;
  readonly isAccepted: boolean;
  /** URLs the hub announces, the preferred one first; and its newest key. */
  readonly endpoints: readonly string[];
  readonly hubKey: string;
  /** The member was given the desired state before and still does not have it. */
  readonly isStuck: boolean;
  readonly sentAt: Date;
  readonly now: Date;
}

/**
 * The status of a member after it spoke, or `undefined` when it says what was known: at rest nothing is
 * written for members that are well.
 */
export function describeSync(status: MemberStatus, facts: SyncFacts): MemberStatus | undefined {
  const { request, report, sentAt } = facts;
  const isNewReport = report !== undefined && request.reportDigest !== status.reportDigest;
  const known = isNewReport ? { ...status, ...describeReport(report, request.reportDigest) } : status;
  const before = status.conditions ?? [];
  const conditions = describeConditions(before, facts, known.report);
  if (!isNewReport && conditions === before) return undefined;
  return { ...known, lastSeenTime: renderTimestamp(sentAt), conditions: [...conditions] };
}

function describeReport(report: Report, reportDigest: string): Partial<MemberStatus> {
  const { versions, endpoint, keysExpireAt } = report;
  const expiry = keysExpireAt === undefined ? {} : { keysExpireAt };
  return { report, reportDigest, versions, endpoint, ...expiry };
}

function describeConditions(
  before: readonly Condition[],
  facts: SyncFacts,
  report: Report | undefined,
): readonly Condition[] {
  const { now, isAccepted } = facts;
  let conditions = setCondition(before, heard, now);
  if (isAccepted) conditions = setCondition(conditions, joined, now);
  if (report === undefined) return conditions;
  conditions = setCondition(conditions, describeClock(report), now);
  return setCondition(conditions, describeUpToDate(facts, report), now);
}

const heard = {
  type: 'Online',
  status: 'True',
  reason: 'Heard',
  message: 'The member is in touch.',
} as const;

const joined = {
  type: 'Joined',
  status: 'True',
  reason: 'Joined',
  message: 'The member proved its key and is part of the set.',
} as const;

function describeClock({ clockOffsetSeconds }: Report): Parameters<typeof setCondition>[1] {
  if (Math.abs(clockOffsetSeconds) <= tolerableClockOffsetSeconds) {
    const message = "The member's clock agrees with the hub's.";
    return { type: 'ClockInSync', status: 'True', reason: 'ClockAgrees', message };
  }
  const direction = clockOffsetSeconds > 0 ? 'behind' : 'ahead of';
  const message =
    `The member's clock is about ${Math.abs(clockOffsetSeconds)} seconds ${direction} the hub's. ` +
    'Set both by NTP; until then the member corrects its time when it signs.';
  return { type: 'ClockInSync', status: 'False', reason: 'ClockOff', message };
}

function describeUpToDate(facts: SyncFacts, report: Report): Parameters<typeof setCondition>[1] {
  const type = 'UpToDate';
  const { request, endpoints, hubKey, isStuck } = facts;
  const preferred = endpoints[0] ?? '';
  if (request.hubKey !== hubKey) {
    const message = 'The member has not heard of the newest key of the hub yet; its next sync tells it.';
    return { type, status: 'False', reason: 'OldHubKey', message };
  }
  if (isStuck) {
    const message =
      'The member has been told what is wanted of it, and has not taken it up; the log of its agent says why.';
    return { type, status: 'False', reason: 'NotTakenUp', message };
  }
  if (report.endpoint !== preferred && report.isOwnEndpoint !== true) {
    const message =
      `The member calls ${report.endpoint} and not ${preferred}; it tries that again every ten minutes. ` +
      'Run "kubectl joinery doctor" in its cluster if it stays so.';
    return { type, status: 'False', reason: 'OldEndpoint', message };
  }
  const message = 'The member has taken up the URLs, the CA and the keys of the hub.';
  return { type, status: 'True', reason: 'UpToDate', message };
}
