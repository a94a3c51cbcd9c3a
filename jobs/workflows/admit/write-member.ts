import { isDeepStrictEqual } from 'node:util';
import { NameTaken } from '../../core/membership/errors.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { setCondition } from '../../core/membership/member-conditions.ts';
import { memberApiVersion, type Member, type MemberStatus } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import { recordEvent } from '../events/record-event.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import type { ProvedJoin } from './receive-join.ts';

/**
 * Creates the `Member`, or brings the one that is there up to what was proved. A `Member` without a key,
 * made ahead by a person for its labels, is taken over; one with another key only when the token may
 * replace. Id and first join time stay through everything.
 *
 * @returns The `Member`, and whether anything about it is new.
 * @throws {NameTaken} When another key was quicker.
 */
export async function writeMember(
  ports: PrimaryPorts,
  hub: Hub,
  join: ProvedJoin,
  { name, memberId, canReplace }: { name: string; memberId: string; canReplace: boolean },
): Promise<{ written: Stored<Member>; isNews: boolean }> {
  const { config } = hub;
  const ref = { namespace: config.namespace, name };
  const created = await ports.kubernetes.create('Member', {
    apiVersion: memberApiVersion,
    kind: 'Member',
    metadata: { ...ref },
  });
  let isNews = false;
  const written = await changeObject(
    ports.kubernetes,
    'Member',
    ref,
    (stored) => {
      const status = buildStatus(stored, join, {
        memberId,
        canReplace,
        now: ports.clock.now(),
        isAccepted: config.approval === 'automatic' || stored.spec?.accepted === true,
      });
      isNews = !isDeepStrictEqual(status, stored.status);
      return isNews ? { ...stored, status } : undefined;
    },
    (member) => ports.kubernetes.updateStatus('Member', member),
    created,
  );
  if (written === undefined) return writeMember(ports, hub, join, { name, memberId, canReplace });
  hub.roster.note(written);
  return { written, isNews };
}

function buildStatus(
  member: Stored<Member>,
  { request, thumbprint }: ProvedJoin,
  facts: { memberId: string; canReplace: boolean; now: Date; isAccepted: boolean },
): MemberStatus {
  const { leftAt: _, ...before } = member.status ?? {};
  if (before.thumbprint !== undefined && before.thumbprint !== thumbprint && !facts.canReplace) {
    throw new NameTaken({ name: member.metadata.name, holder: before.thumbprint });
  }
  const joined = facts.isAccepted
    ? ({
        type: 'Joined',
        status: 'True',
        reason: 'Joined',
        message: 'The member proved its key and is part of the set.',
      } as const)
    : ({
        type: 'Joined',
        status: 'False',
        reason: 'AwaitingApproval',
        message: `Compare the thumbprint ${thumbprint} with the one in mc-join-status and set spec.accepted to true.`,
      } as const);
  const isReplaced = before.thumbprint !== undefined && before.thumbprint !== thumbprint;
  return {
    ...before,
    id: before.id ?? facts.memberId,
    thumbprint,
    clusterUID: request.clusterUid,
    keys: { signing: request.keys.signing, sealing: request.keys.sealing },
    ...(isReplaced ? { keysChangedAt: renderTimestamp(facts.now) } : {}),
    versions: request.versions,
    joinedAt: before.joinedAt ?? renderTimestamp(facts.now),
    conditions: [...setCondition(before.conditions ?? [], joined, facts.now)],
  };
}

/** Tells by an Event on the `Member` who joined by what. */
export async function tellOfMember(
  ports: PrimaryPorts,
  member: Stored<Member>,
  { verifier, thumbprint }: ProvedJoin,
): Promise<void> {
  const { name, namespace = '', uid } = member.metadata;
  ports.logger.info('Member admitted', { member: name, tokenId: verifier.tokenId, thumbprint });
  const subject = { apiVersion: memberApiVersion, kind: 'Member', namespace, name, uid };
  const message = `Joined with token "${verifier.tokenId}" and key ${thumbprint}.`;
  await recordEvent(ports, subject, { type: 'Normal', reason: 'Joined', message });
}
