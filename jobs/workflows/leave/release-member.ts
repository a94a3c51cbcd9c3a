import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { setCondition } from '../../core/membership/member-conditions.ts';
import { memberApiVersion, type Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import { recordEvent } from '../events/record-event.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/** The hub's side of leaving: the `Member` stays, with name, key and labels, and says that it left. */
export async function releaseMember(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  { config, roster }: Hub,
  member: Stored<Member>,
): Promise<void> {
  const { namespace } = config;
  const { name, uid } = member.metadata;
  const released = await changeObject(
    ports.kubernetes,
    'Member',
    { namespace, name },
    (stored) => {
      const now = ports.clock.now();
      const message = `The member left at ${renderTimestamp(now)}.`;
      const left = { status: 'False', reason: 'Left', message } as const;
      const joined = setCondition(stored.status?.conditions ?? [], { type: 'Joined', ...left }, now);
      const offline = setCondition(joined, { type: 'Online', ...left }, now);
      const unknown = { type: 'UpToDate', status: 'Unknown', reason: 'Left', message } as const;
      const conditions = [...setCondition(offline, unknown, now)];
      return { ...stored, status: { ...stored.status, leftAt: renderTimestamp(now), conditions } };
    },
    (changed) => ports.kubernetes.updateStatus('Member', changed),
  );
  if (released !== undefined) roster.note(released);
  ports.logger.info('Member left', { member: name });
  const subject = { apiVersion: memberApiVersion, kind: 'Member', namespace, name, uid };
  await recordEvent(ports, subject, { type: 'Normal', reason: 'Left', message: 'The member left the set.' });
}
