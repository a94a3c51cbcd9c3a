import type { SyncRequest } from '#validators/sync-request';
import {
  hasCondition,
  setCondition,
  type MemberConditionReason,
} from '../../core/membership/member-conditions.ts';
import type { Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import { recordTransitions } from '../events/record-transitions.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { dropExports } from './keep-exports.ts';

/** Says on a `Member` how it takes part in sharing services; only where that is news. */
export async function noteStanding(
  ports: PrimaryPorts,
  { config: { namespace }, roster }: Pick<Hub, 'config' | 'roster'>,
  member: Stored<Member>,
  { reason, message }: { readonly reason: MemberConditionReason; readonly message: string },
): Promise<void> {
  const status = reason === 'Shared' ? 'True' : 'False';
  const describe = (stored: Stored<Member>): Stored<Member> | undefined => {
    if (stored.status === undefined) return undefined;
    const before = stored.status.conditions ?? [];
    const wanted = { type: 'Services', status, reason, message } as const;
    const conditions = setCondition(before, wanted, ports.clock.now());
    return conditions === before
      ? undefined
      : { ...stored, status: { ...stored.status, conditions: [...conditions] } };
  };
  const ref = { namespace, name: member.metadata.name };
  const write = async (changed: Stored<Member>) => ports.kubernetes.updateStatus('Member', changed);
  const written = await changeObject(ports.kubernetes, 'Member', ref, describe, write, member);
  if (written === undefined || written === member) return;
  roster.note(written);
  await recordTransitions(ports, member, written);
}

/** A member that says nothing of services any more exports none: it was told to, or has an older version. */
export async function noteAbstention(
  ports: PrimaryPorts,
  hub: Hub,
  member: Stored<Member>,
  { services: said }: Pick<SyncRequest, 'services'>,
): Promise<void> {
  const { name } = member.metadata;
  const { services: board } = hub;
  if (said !== undefined || board === undefined) return;
  const isSharing = hasCondition(member.status?.conditions, 'Services', 'True');
  if (!isSharing && board.exportsOf(name) === undefined) return;
  await dropExports(ports, hub, { board, name });
  await noteStanding(ports, hub, member, {
    reason: 'NotShared',
    message: 'The member shares no services any more.',
  });
}
