import { createHash } from 'node:crypto';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import type { PrimaryPorts } from '../ports.ts';

/** What an Event tells; `reason` is one CamelCase word, as in conditions. */
export interface EventNote {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** The object an Event is about. */
export interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/**
 * Records an Event. The same note about the same object within an hour is one Event, also when two
 * replicas tell it. A failure is logged and goes no further: an Event never decides anything.
 */
export async function recordEvent(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  subject: EventSubject,
  note: EventNote,
): Promise<void> {
  const now = renderTimestamp(ports.clock.now());
  const key = [subject.uid, note.reason, note.message, now.slice(0, 13)].join('/');
  const suffix = createHash('sha256').update(key).digest('hex').slice(0, 16);
  try {
    await ports.kubernetes.create('Event', {
      metadata: { name: `${subject.name.slice(0, 200)}.${suffix}`, namespace: subject.namespace },
      involvedObject: { ...subject },
      ...note,
      source: { component: 'joinery' },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    });
  } catch (error) {
    ports.logger.warn('Event not recorded', { reason: note.reason, err: error });
  }
}
