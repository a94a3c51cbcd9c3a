import { JoineryError } from '../errors/joinery-error.ts';
import { leaveSet } from '../workflows/leave/leave-set.ts';
import { createSecondaryPorts } from './create-ports.ts';
import { parseSecondaryConfig } from './parse-config.ts';
import type { Program } from './program.ts';
import { isTimeUp, withDeadline } from '../workflows/with-deadline.ts';

/**
 * The hook before uninstall: leaves the set. It always succeeds within its deadline, since a failing hook
 * would leave a release that can be neither used nor removed.
 */
export const leave: Program = async (context) => {
  const config = parseSecondaryConfig(context.environment['JOINERY_CONFIG']);
  const ports = createSecondaryPorts(context);
  try {
    const limits = { signal: context.signal, seconds: config.deadlineSeconds };
    const status = await withDeadline(ports.clock, limits, async (signal) => leaveSet(ports, config, signal));
    return { summary: status.message };
  } catch (error) {
    if (isTimeUp(error))
      return { summary: 'Uninstalling without telling the primary: it did not answer in time.' };
    if (!(error instanceof JoineryError)) throw error;
    context.logger.warn('Leaving without having told the set', { err: error });
    return { summary: `Uninstalling without leaving properly: ${error.message}. ${error.remedy}` };
  }
};
