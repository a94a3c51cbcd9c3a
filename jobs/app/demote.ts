import { JoineryError } from '../errors/joinery-error.ts';
import { demoteCluster } from '../workflows/demote/demote-cluster.ts';
import { isTimeUp, withDeadline } from '../workflows/with-deadline.ts';
import { createPrimaryPorts } from './create-ports.ts';
import { parsePrimaryConfig } from './parse-config.ts';
import type { Program } from './program.ts';

/** The hook before uninstall of a primary. Always succeeds within its deadline; the set is kept. */
export const demote: Program = async (context) => {
  const config = parsePrimaryConfig(context.environment['JOINERY_CONFIG']);
  const ports = createPrimaryPorts(context);
  const kept = `The set stays in namespace "${config.namespace}"; installing again goes on with it.`;
  try {
    const limits = { signal: context.signal, seconds: config.deadlineSeconds };
    const count = await withDeadline(ports.clock, limits, async () => demoteCluster(ports, config));
    return { summary: `The hub stops; ${count} clusters, this one included, stay in the set. ${kept}` };
  } catch (error) {
    if (!isTimeUp(error) && !(error instanceof JoineryError)) throw error;
    context.logger.warn('Hub stops without having said so', { err: error });
    return { summary: `The hub stops without having marked its own member. ${kept}` };
  }
};
