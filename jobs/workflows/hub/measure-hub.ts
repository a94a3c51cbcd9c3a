import { newerEpoch, type HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { hasCondition } from '../../core/membership/member-conditions.ts';
import { hasLeft } from '../../core/membership/has-left.ts';
import type { Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { PrimaryPorts } from '../ports.ts';
import type { Hub } from './hub.ts';

/** Says how what a hub replica knows of itself and of the members is read as metrics. */
export function measureHub({ metrics, clock }: Pick<PrimaryPorts, 'metrics' | 'clock'>, hub: Hub): void {
  const { roster, board, polls, identity, config } = hub;
  const present = (): Stored<Member>[] =>
    roster.all().filter(({ metadata, status }) => {
      const isMember = status?.thumbprint !== undefined && !hasLeft(status);
      return isMember && metadata.name !== config.name;
    });
  const each = (read: (member: Stored<Member>) => number | undefined) => () =>
    present().flatMap((member) => {
      const value = read(member);
      return value === undefined ? [] : [{ labels: { member: member.metadata.name }, value }];
    });
  metrics.gauge('joinery_hub_polls', () => [{ labels: {}, value: polls.count }]);
  metrics.gauge('joinery_hub_fenced', () => [
    { labels: {}, value: newerEpoch(identity()) === undefined ? 0 : 1 },
  ]);
  metrics.gauge('joinery_hub_key_created_timestamp_seconds', () => [
    { labels: {}, value: keySince(identity(), clock.now()) },
  ]);
  metrics.gauge('joinery_members', () => countStates(roster.all()));
  metrics.gauge('joinery_member_online', each(readOnline));
  metrics.gauge(
    'joinery_member_last_heard_timestamp_seconds',
    each(({ metadata }) => {
      const last = board.lastWord(metadata.name, clock.now());
      return last === undefined ? undefined : last.word.atMs / 1000;
    }),
  );
  metrics.gauge(
    'joinery_member_keys_expiry_timestamp_seconds',
    each(({ status }) => readInstant(status?.keysExpireAt)),
  );
  metrics.gauge(
    'joinery_member_clock_offset_seconds',
    // The report says what the member has to add; the metric says how far it is ahead.
    each(({ status }) => (status?.report === undefined ? undefined : 0 - status.report.clockOffsetSeconds)),
  );
  metrics.gauge(
    'joinery_member_up_to_date',
    each(({ status }) => readCondition(status?.conditions, 'UpToDate')),
  );
}

/** A paused member may be away for good reasons, and of one that is unknown nobody can say anything. */
function readOnline({ spec, status }: Stored<Member>): number | undefined {
  if (spec?.paused === true) return undefined;
  const conditions = status?.conditions ?? [];
  const isLate = conditions.some(({ type, reason }) => type === 'Online' && reason === 'Late');
  return isLate ? 0 : readCondition(conditions, 'Online');
}

function readCondition(
  conditions: NonNullable<Member['status']>['conditions'],
  type: 'Online' | 'UpToDate',
): number | undefined {
  if (hasCondition(conditions, type, 'True')) return 1;
  return hasCondition(conditions, type, 'False') ? 0 : undefined;
}

function readInstant(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : at / 1000;
}

/** Since when the key signs that signs now; the first one, and one after a restore, since the epoch. */
function keySince({ next, epoch }: HubIdentity, now: Date): number {
  return next !== undefined && now.getTime() >= next.from * 1000 ? next.from : epoch;
}

function countStates(members: readonly Stored<Member>[]): { labels: { state: string }; value: number }[] {
  const counts = new Map<string, number>();
  for (const { status } of members) {
    const conditions = status?.conditions ?? [];
    const joined = conditions.find(({ type }) => type === 'Joined');
    const online = conditions.find(({ type }) => type === 'Online');
    const state = (joined?.status === 'True' ? online?.reason : joined?.reason) ?? 'NeverJoined';
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts].map(([state, value]) => ({ labels: { state }, value }));
}
