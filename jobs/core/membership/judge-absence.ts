import { hasLeft } from './has-left.ts';
import type { MemberStatus } from './member.ts';

/** A member that left keeps its name, key and labels for this long, so that it may come back. */
const leftKeptMs = 30 * 24 * 3600 * 1000;

/**
 * Judges whether a member has been away for so long that it is to be forgotten, and why.
 *
 * Being offline counts from the later of its last word and the moment it was found offline: after a time
 * without a hub nobody knows more than that.
 *
 * @param offlineKeptMs How long an offline member is kept; `Infinity` for ever.
 */
export function judgeAbsence(
  status: MemberStatus | undefined,
  { now, offlineKeptMs }: { now: Date; offlineKeptMs: number },
): 'Left' | 'Offline' | undefined {
  const isPast = (instants: readonly (string | undefined)[], keptMs: number): boolean =>
    now.getTime() - Math.max(...instants.map((instant) => readTime(instant))) >= keptMs;
  if (hasLeft(status)) return isPast([status?.leftAt], leftKeptMs) ? 'Left' : undefined;
  const online = status?.conditions?.find(({ type }) => type === 'Online');
  if (online?.status !== 'False') return undefined;
  return isPast([status?.lastSeenTime, online.lastTransitionTime], offlineKeptMs) ? 'Offline' : undefined;
}

/** What cannot be read is no reason to forget anybody: it counts as now, whenever that is. */
function readTime(instant: string | undefined): number {
  if (instant === undefined) return -Infinity;
  const timeMs = Date.parse(instant);
  return Number.isNaN(timeMs) ? Infinity : timeMs;
}
