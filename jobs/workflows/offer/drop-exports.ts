import { hasLeft } from '../../core/membership/has-left.ts';
import type { Member } from '../../core/membership/member.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { Timetable } from '../timetable.ts';

/** Wait after a failure, in milliseconds. */
const againMs = 30_000;

/**
 * Deletes what members that left had offered, for as long as the signal allows. What one that is away offered stays;
 * what a Member that is deleted offered goes by the cluster's garbage collector.
 */
export async function dropExports(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  hub: Pick<Hub, 'config' | 'roster' | 'exports'>,
  signal: AbortSignal,
): Promise<void> {
  const due = new Timetable<string>(ports.clock, signal);
  const look = (name: string): void => {
    if (isDue(hub.roster.get(name))) due.set(name, 0);
  };
  hub.roster.onChange(look);
  for (const { metadata } of hub.roster.all()) look(metadata.name);
  for (;;) {
    const name = await due.next();
    const member = hub.roster.get(name);
    try {
      if (isDue(member)) await drop(ports, hub, member);
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Exports not deleted', { member: name, err: error });
      due.set(name, againMs);
    }
  }
}

function isDue(member: Stored<Member> | undefined): member is Stored<Member> {
  return member?.status?.exports !== undefined && hasLeft(member.status);
}

async function drop(
  { kubernetes }: Pick<PrimaryPorts, 'kubernetes'>,
  { config, exports }: Pick<Hub, 'config' | 'exports'>,
  member: Stored<Member>,
): Promise<void> {
  const { name } = member.metadata;
  for (const stored of (await exports?.list(name))?.values() ?? []) await exports?.drop(stored);
  const write = async (changed: Stored<Member>) => kubernetes.updateStatus('Member', changed);
  await changeObject(kubernetes, 'Member', { namespace: config.namespace, name }, forget, write, member);
}

/** One that came back in this moment is left as it is: its next word tells what it offers. */
function forget(member: Stored<Member>): Stored<Member> | undefined {
  if (!isDue(member)) return undefined;
  const { exports: _, conditions = [], ...others } = member.status ?? {};
  return {
    ...member,
    status: { ...others, conditions: conditions.filter(({ type }) => type !== 'Exports') },
  };
}
