import type { Condition } from '../kubernetes/objects.ts';
import { renderTimestamp } from '../kubernetes/timestamp.ts';
import { hasCondition, setCondition } from '../membership/member-conditions.ts';
import type { MemberStatus } from '../membership/member.ts';
import { forgetRefusedMs } from './instance-log.ts';
import { judgePresence, offlineAfterMs, shortestOfflineMs, type Heard } from './judge-presence.ts';

/** What is known of a member's silence. */
export interface SilenceFacts {
  /** `undefined` when no replica that is known of heard it. */
  readonly lastWord: { readonly word: Heard; readonly silentMs: number } | undefined;
  /** For how long somebody has been listening without a break, in milliseconds. */
  readonly listeningMs: number;
  readonly isDuplicated: boolean;
  readonly now: Date;
}

/**
 * The status of a member as its silence leaves it, or `undefined` when nothing turned. Nobody is called
 * offline by a hub that has not listened for as long as that takes; until then a member that was called
 * online is unknown, not green.
 */
export function describePresence(status: MemberStatus, facts: SilenceFacts): MemberStatus | undefined {
  const before = status.conditions ?? [];
  const conditions = describeIdentity(describeOnline(status, facts), facts);
  if (conditions === before) return undefined;
  const { lastWord } = facts;
  const seen = lastWord === undefined ? {} : { lastSeenTime: renderTimestamp(new Date(lastWord.word.atMs)) };
  return { ...status, ...seen, conditions: [...conditions] };
}

function describeOnline(status: MemberStatus, facts: SilenceFacts): readonly Condition[] {
  const before = status.conditions ?? [];
  const { lastWord, listeningMs, now } = facts;
  if (lastWord === undefined) return describeUnheard(status, facts);
  const { word, silentMs } = lastWord;
  const presence = judgePresence(word, word.atMs + silentMs);
  if (presence === 'Online') return setCondition(before, heard, now);
  // An absence that is known already does not become less by a replica that learns of it later.
  if (hasCondition(before, 'Online', 'False')) return before;
  const since = renderTimestamp(new Date(word.atMs));
  if (presence === 'Late') {
    return setUnknown(before, 'Late', `Its next word is overdue; last heard at ${since}.`, now);
  }
  if (listeningMs < offlineAfterMs(word.holdSeconds)) return setUnknown(before, 'HubRestarted', unheard, now);
  return setOffline(before, `Silent since ${since}; look at its agent and at its way to the primary.`, now);
}

const unheard = 'The hub was not listening for a while; it waits to hear from the member.';

/** No replica heard it: it may have joined a moment ago, never have come on, or gone while no hub was there. */
function describeUnheard(status: MemberStatus, { listeningMs, now }: SilenceFacts): readonly Condition[] {
  const before = status.conditions ?? [];
  const joined = before.find(({ type }) => type === 'Joined')?.lastTransitionTime ?? '';
  const sinceJoinMs = now.getTime() - Date.parse(joined);
  if (hasCondition(before, 'Online', 'False') || sinceJoinMs < shortestOfflineMs) return before;
  if (status.lastSeenTime === undefined) {
    return setUnknown(before, 'NeverHeard', 'It joined, and was not heard since.', now);
  }
  if (listeningMs < shortestOfflineMs) return setUnknown(before, 'HubRestarted', unheard, now);
  return setOffline(
    before,
    `Silent since before ${renderTimestamp(new Date(now.getTime() - listeningMs))}.`,
    now,
  );
}

function setUnknown(
  before: readonly Condition[],
  reason: 'Late' | 'HubRestarted' | 'NeverHeard',
  message: string,
  now: Date,
): readonly Condition[] {
  return setCondition(before, { type: 'Online', status: 'Unknown', reason, message }, now);
}

const heard = {
  type: 'Online',
  status: 'True',
  reason: 'Heard',
  message: 'The member is in touch.',
} as const;

/** Whoever is away can have missed anything announced meanwhile. */
function setOffline(before: readonly Condition[], message: string, now: Date): readonly Condition[] {
  const online = { type: 'Online', status: 'False', reason: 'Offline', message } as const;
  const away = 'The member is away; what it has taken up is not known.';
  const upToDate = { type: 'UpToDate', status: 'Unknown', reason: 'NotHeard', message: away } as const;
  return setCondition(setCondition(before, online, now), upToDate, now);
}

/** Says that two processes use one key, and takes it back once one of them is gone for a while. */
function describeIdentity(
  before: readonly Condition[],
  { isDuplicated, listeningMs, now }: SilenceFacts,
): readonly Condition[] {
  const type = 'IdentityUnique';
  if (isDuplicated) {
    const message =
      'Two processes speak with this member\'s key; the first is served. Run "kubectl joinery rekey" on the copy.';
    return setCondition(before, { type, status: 'False', reason: 'DuplicateIdentity', message }, now);
  }
  const said = before.find((condition) => condition.type === type && condition.status === 'False');
  if (said === undefined) return before;
  // Another replica may have said so a moment ago, and told this one nothing of it yet.
  const saidMs = now.getTime() - Date.parse(said.lastTransitionTime);
  if (Math.min(listeningMs, saidMs) < forgetRefusedMs) return before;
  const message = 'One process uses the key of this member.';
  return setCondition(before, { type, status: 'True', reason: 'OneInstance', message }, now);
}
