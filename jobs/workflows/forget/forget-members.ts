import type { PrimaryConfig } from '#validators/primary-config';
import { parseDuration } from '../../core/duration/parse-duration.ts';
import { judgeAbsence } from '../../core/membership/judge-absence.ts';
import { memberApiVersion, type Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { releaseClaim } from '../admit/release-claim.ts';
import { recordEvent } from '../events/record-event.ts';
import type { PrimaryPorts } from '../ports.ts';

/** What an Event tells of each reason. */
const messages = {
  Left: 'The member left 30 days ago and is forgotten.',
  Offline: 'The member was offline for longer than multicluster.primary.forgetOfflineAfter and is forgotten.',
} as const;

/**
 * Deletes the Members that left long ago, and those that have been offline for longer than the values
 * allow, each with its claim on its cluster. One that comes back in that moment stays.
 *
 * Only call it once the hub has been up for a while: time without a hub is no member's absence.
 *
 * @param members All Members of the set, as seen a moment ago.
 */
export async function forgetMembers(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  config: PrimaryConfig,
  members: readonly Stored<Member>[],
): Promise<void> {
  const offlineKeptMs = (parseDuration(config.forgetOfflineAfter) ?? Infinity) * 1000;
  for (const member of members) {
    if (member.metadata.name === config.name) continue;
    const reason = judgeAbsence(member.status, { now: ports.clock.now(), offlineKeptMs });
    if (reason !== undefined) await forgetMember(ports, config.namespace, { member, reason });
  }
}

async function forgetMember(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  namespace: string,
  { member, reason }: { member: Stored<Member>; reason: keyof typeof messages },
): Promise<void> {
  const { name, uid, resourceVersion } = member.metadata;
  await ports.kubernetes.delete('Member', { namespace, name, uid, resourceVersion });
  const left = await ports.kubernetes.get('Member', { namespace, name });
  if (left?.metadata.uid === uid) return;
  // A claim that outlives its Member, after a kill, is in nobody's way.
  const { clusterUID: clusterUid } = member.status ?? {};
  if (clusterUid !== undefined) await releaseClaim(ports.kubernetes, namespace, { clusterUid, name });
  ports.logger.info('Member forgotten', { member: name, reason });
  const subject = { apiVersion: memberApiVersion, kind: 'Member', namespace, name, uid };
  await recordEvent(ports, subject, { type: 'Normal', reason: 'Forgotten', message: messages[reason] });
}
