import type { PrimaryConfig } from '#validators/primary-config';
import { setCondition } from '../../core/membership/member-conditions.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';

/**
 * Before the hub is uninstalled: says on the primary's own `Member` that no hub runs any more. Set, keys
 * and members stay in their namespace, so that a later install goes on with the same set.
 *
 * @returns How many clusters remain in the set, the primary included.
 */
export async function demoteCluster(ports: PrimaryPorts, config: PrimaryConfig): Promise<number> {
  const { namespace, name } = config;
  await changeObject(
    ports.kubernetes,
    'Member',
    { namespace, name },
    (stored) => {
      const before = stored.status?.conditions ?? [];
      const message = 'The hub was uninstalled; the set is kept and a new install goes on with it.';
      const wanted = { type: 'Online', status: 'False', reason: 'Left', message } as const;
      const conditions = setCondition(before, wanted, ports.clock.now());
      return conditions === before
        ? undefined
        : { ...stored, status: { ...stored.status, conditions: [...conditions] } };
    },
    (member) => ports.kubernetes.updateStatus('Member', member),
  );
  const members = await ports.kubernetes.list('Member', { namespace });
  return members.length;
}
