import { memberApiVersion, type Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { PrimaryPorts } from '../ports.ts';
import { recordEvent } from './record-event.ts';

/** Records an Event for every condition of a member whose status turned between two versions of it. */
export async function recordTransitions(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  before: Stored<Member>,
  after: Stored<Member>,
): Promise<void> {
  const { name, namespace = '', uid } = after.metadata;
  const subject = { apiVersion: memberApiVersion, kind: 'Member', namespace, name, uid };
  const known = new Map((before.status?.conditions ?? []).map(({ type, status }) => [type, status]));
  const turned = (after.status?.conditions ?? []).filter(({ type, status }) => known.get(type) !== status);
  await Promise.all(
    turned.map(async ({ type, status, reason, message }) => {
      // That a thing is well from the start is no news.
      if (status === 'True' && !known.has(type)) return;
      await recordEvent(ports, subject, { type: status === 'True' ? 'Normal' : 'Warning', reason, message });
    }),
  );
}
