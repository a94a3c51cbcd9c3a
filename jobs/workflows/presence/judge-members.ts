import { describePresence, type SilenceFacts } from '../../core/presence/describe-presence.ts';
import type { Member, MemberStatus } from '../../core/membership/member.ts';
import { hasLeft } from '../../core/membership/has-left.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import { recordTransitions } from '../events/record-transitions.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/** How often silences are looked at, in milliseconds. */
const lookMs = 1000;

/** Writes under way at once when many members turn together. */
const atOnce = 8;

/**
 * Calls members late, offline or back, by what all replicas heard, for as long as the signal allows.
 * Every replica judges; they come to the same end, and a `Member` is written only when something turns.
 */
export async function judgeMembers(ports: PrimaryPorts, hub: Hub, signal: AbortSignal): Promise<never> {
  for (;;) {
    await ports.clock.sleep(lookMs, signal);
    if (!hub.roster.isSynced || !hub.board.isSynced) continue;
    const moment = describeMoment(ports, hub);
    const turned = hub.roster
      .all()
      .filter(({ metadata, status }) => turn(hub, moment, metadata.name, status));
    for (let from = 0; from < turned.length; from += atOnce) {
      await Promise.all(turned.slice(from, from + atOnce).map(async (member) => write(ports, hub, member)));
    }
  }
}

/** When it is, and how long somebody has listened: the same for all members. */
type Moment = Pick<SilenceFacts, 'now' | 'listeningMs'>;

function describeMoment({ clock }: PrimaryPorts, { board }: Hub): Moment {
  const now = clock.now();
  return { now, listeningMs: now.getTime() - board.listeningSinceMs(now) };
}

function turn(
  { board, config }: Hub,
  { now, listeningMs }: Moment,
  name: string,
  status: MemberStatus | undefined,
): MemberStatus | undefined {
  // Made ahead by a person, left, or this cluster: there is nobody to be heard.
  if (status?.thumbprint === undefined || hasLeft(status) || name === config.name) return undefined;
  return describePresence(status, {
    lastWord: board.lastWord(name, now),
    listeningMs,
    isDuplicated: board.isDuplicated(name, now),
    now,
  });
}

async function write(ports: PrimaryPorts, hub: Hub, member: Stored<Member>): Promise<void> {
  const { name } = member.metadata;
  try {
    const written = await changeObject(
      ports.kubernetes,
      'Member',
      { namespace: hub.config.namespace, name },
      (stored) => {
        const status = turn(hub, describeMoment(ports, hub), name, stored.status);
        return status && { ...stored, status };
      },
      (changed) => ports.kubernetes.updateStatus('Member', changed),
      member,
    );
    if (written === undefined) return;
    hub.roster.note(written);
    await recordTransitions(ports, member, written);
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    ports.logger.warn('Presence not written', { member: name, err: error });
  }
}
