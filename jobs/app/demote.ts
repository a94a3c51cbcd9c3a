import { demoteCluster } from '../workflows/demote/demote-cluster.ts';
import { withDeadline } from '../workflows/with-deadline.ts';
import { createPrimaryPorts } from './create-ports.ts';
import { describeUninstall } from './describe-uninstall.ts';
import { parsePrimaryConfig } from './parse-config.ts';
import type { Program } from './program.ts';

/** The hook before uninstall of a primary. Always succeeds within its deadline; the set is kept. */
export const demote: Program = async (context) => {
  try {
    const config = parsePrimaryConfig(context.environment['JOINERY_CONFIG']);
    const ports = createPrimaryPorts(context);
    const limits = { signal: context.signal, seconds: config.deadlineSeconds };
    const count = await withDeadline(ports.clock, limits, async () => demoteCluster(ports, config));
    return {
      summary:
        `The hub stops; ${count} clusters, this one included, stay in the set. ` +
        `The set stays in namespace "${config.namespace}"; installing again goes on with it.`,
    };
  } catch (error) {
    return describeUninstall(context, 'The set is kept, and the hub stops without having said so', error);
  }
};
