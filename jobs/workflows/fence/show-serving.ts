import { newerEpoch } from '../../core/hub-identity/hub-identity.ts';
import { hasCondition, setCondition } from '../../core/membership/member-conditions.ts';
import type { Member } from '../../core/membership/member.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import { recordTransitions } from '../events/record-transitions.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/** How often it is looked whether the hub still serves, in milliseconds. */
const lookMs = 2000;

/** Shows on the primary's own `Member` when its hub stands aside, and when it serves again. */
export async function showServing(ports: PrimaryPorts, hub: Hub, signal: AbortSignal): Promise<never> {
  for (;;) {
    await ports.clock.sleep(lookMs, signal);
    const own = hub.roster.get(hub.config.name);
    if (own === undefined || describe(own, hub, ports.clock.now()) === undefined) continue;
    try {
      await write(ports, hub, own);
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Condition Serving not written', { err: error });
    }
  }
}

async function write(ports: PrimaryPorts, hub: Hub, own: Stored<Member>): Promise<void> {
  const written = await changeObject(
    ports.kubernetes,
    'Member',
    { namespace: hub.config.namespace, name: own.metadata.name },
    (stored) => describe(stored, hub, ports.clock.now()),
    (changed) => ports.kubernetes.updateStatus('Member', changed),
    own,
  );
  if (written === undefined) return;
  hub.roster.note(written);
  await recordTransitions(ports, own, written);
}

/** A hub that always served has no such condition. */
function describe(own: Stored<Member>, { identity }: Hub, now: Date): Stored<Member> | undefined {
  const newest = newerEpoch(identity());
  const before = own.status?.conditions ?? [];
  const type = 'Serving';
  if (newest === undefined && !hasCondition(before, type, 'False')) return undefined;
  const message =
    newest === undefined
      ? 'The hub serves the set.'
      : `Members know a newer hub of this set (epoch ${newest}). Stop that one or this one; ` +
        'if this one is right, run "kubectl joinery restore --as-is".';
  const serving =
    newest === undefined
      ? ({ type, status: 'True', reason: 'Newest', message } as const)
      : ({ type, status: 'False', reason: 'Outdated', message } as const);
  const conditions = setCondition(before, serving, now);
  return conditions === before
    ? undefined
    : { ...own, status: { ...own.status, conditions: [...conditions] } };
}
