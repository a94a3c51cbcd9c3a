import type { PrimaryConfig } from '#validators/primary-config';
import { demoteCluster } from '../workflows/demote/demote-cluster.ts';
import { dissolveSet } from '../workflows/dissolve/dissolve-set.ts';
import type { PrimaryPorts } from '../workflows/ports.ts';
import { withDeadline } from '../workflows/with-deadline.ts';
import { createPrimaryPorts } from './create-ports.ts';
import { describeUninstall } from './describe-uninstall.ts';
import { parsePrimaryConfig } from './parse-config.ts';
import type { Program } from './program.ts';

/** The hook before uninstall of a primary. Always succeeds within its deadline; the set is kept or dissolved. */
export const demote: Program = async (context) => {
  let failed = 'The set is kept, and the hub stops without having said so';
  try {
    const config = parsePrimaryConfig(context.environment['JOINERY_CONFIG']);
    const isKept = config.uninstallMembers === 'keep';
    if (!isKept) failed = 'The set is not dissolved altogether, which the next install makes up for';
    const ports = createPrimaryPorts(context);
    const limits = { signal: context.signal, seconds: config.deadlineSeconds };
    const summary = await withDeadline(ports.clock, limits, async (signal) =>
      isKept ? keep(ports, config) : release(ports, config, signal),
    );
    return { summary };
  } catch (error) {
    return describeUninstall(context, failed, error);
  }
};

async function keep(ports: PrimaryPorts, config: PrimaryConfig): Promise<string> {
  const count = await demoteCluster(ports, config);
  return (
    `The hub stops; ${count} clusters, this one included, stay in the set. ` +
    `The set stays in namespace "${config.namespace}"; installing again goes on with it.`
  );
}

async function release(ports: PrimaryPorts, config: PrimaryConfig, signal: AbortSignal): Promise<string> {
  const { members, untold } = await dissolveSet(ports, config, signal);
  const untoldNames = untold.length === 0 ? '' : ` Not told in time: ${untold.join(', ').slice(0, 1000)}.`;
  return `The set is dissolved, and ${members} other clusters were let go.${untoldNames}`;
}
