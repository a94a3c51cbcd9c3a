import type { JoinStatus } from '../../core/join-status/join-status.ts';
import { leaveSet, type LeavingRelease } from '../leave/leave-set.ts';
import type { SecondaryPorts } from '../ports.ts';
import { writeJoinStatus } from '../status/write-join-status.ts';

/**
 * Leaves the set and keeps the release: takes the join Secret away, so that the agent waits for another.
 * A token in the release's values cannot be taken away; the agent stands down then, until it is called back.
 * Killed anywhere and run again, it goes on.
 */
export async function leaveByOrder(
  ports: SecondaryPorts,
  target: LeavingRelease & { readonly joinSecret: string },
  signal: AbortSignal,
): Promise<JoinStatus> {
  const { namespace, fullname } = target.release;
  const status = await leaveSet(ports, target, signal);
  const ref = { namespace, name: target.joinSecret };
  const joinSecret = await ports.kubernetes.get('Secret', ref);
  if (joinSecret !== undefined) {
    await ports.kubernetes.delete('Secret', { ...ref, uid: joinSecret.metadata.uid });
  }
  const charts = await ports.kubernetes.get('Secret', { namespace, name: `${fullname}-join` });
  if (charts === undefined) await writeJoinStatus(ports, namespace, status);
  return status;
}
