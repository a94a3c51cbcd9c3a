import type { SecondaryConfig } from '#validators/secondary-config';
import type { JoinStatus } from '../../core/join-status/join-status.ts';
import { removeDistributed } from '../apply/remove-distributed.ts';
import type { MemberPorts } from '../ports.ts';
import { leaveSet } from './leave-set.ts';

/** The agent stands down as soon as it reads that it is to; what it still does is over after this, in milliseconds. */
const agentRestsMs = 1000;

/**
 * Leaves the set for good, before the release is uninstalled: what was distributed stays, for a later join, or goes, as
 * the values say.
 */
export async function leaveRelease(
  ports: MemberPorts,
  config: SecondaryConfig,
  signal: AbortSignal,
): Promise<JoinStatus> {
  const status = await leaveSet(ports, config, signal);
  if (!config.apply.enabled || config.apply.onLeave === 'keep') return status;
  await ports.clock.sleep(agentRestsMs, signal);
  await removeDistributed(ports, config.release.namespace, signal);
  return status;
}
