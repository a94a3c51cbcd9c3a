import { leaveRelease } from '../workflows/leave/leave-release.ts';
import { withDeadline } from '../workflows/with-deadline.ts';
import { createSecondaryPorts } from './create-ports.ts';
import { describeUninstall } from './describe-uninstall.ts';
import { parseSecondaryConfig } from './parse-config.ts';
import type { Program } from './program.ts';

/**
 * The hook before uninstall: leaves the set. It always succeeds within its deadline, since a failing hook
 * would leave a release that can be neither used nor removed.
 */
export const leave: Program = async (context) => {
  try {
    const config = parseSecondaryConfig(context.environment['JOINERY_CONFIG']);
    const ports = createSecondaryPorts(context, config);
    const limits = { signal: context.signal, seconds: config.deadlineSeconds };
    const status = await withDeadline(ports.clock, limits, async (signal) =>
      leaveRelease(ports, config, signal),
    );
    return { summary: status.message };
  } catch (error) {
    return describeUninstall(context, 'Uninstalling without having left properly', error);
  }
};
