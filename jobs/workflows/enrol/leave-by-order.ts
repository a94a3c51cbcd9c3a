import type { Deployment } from '../../core/kubernetes/objects.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { leaveSet, type LeavingRelease } from '../leave/leave-set.ts';
import type { SecondaryPorts } from '../ports.ts';
import { callBackAgent } from './call-back-agent.ts';
import { leaveByAgent } from './leave-by-agent.ts';
import { readJoinStatus } from './read-join-status.ts';

/** The agent's part of the deadline; the rest is for leaving without it. */
const agentShare = 0.5;

/**
 * Leaves the set and keeps the release: has the agent do it, or does it where no agent does, and takes the join
 * Secret away, so that the agent waits for another. A token in the release's values cannot be taken away; the agent
 * stands down then, until it is called back. Killed anywhere and run again, it goes on.
 *
 * @returns What came of it, in one sentence.
 */
export async function leaveByOrder(
  ports: SecondaryPorts,
  target: LeavingRelease & { readonly agent: Stored<Deployment>; readonly joinSecret: string },
  signal: AbortSignal,
): Promise<string> {
  const { namespace, fullname } = target.release;
  const deadlineSeconds = target.deadlineSeconds * agentShare;
  const order = { agent: target.agent, namespace, seconds: deadlineSeconds };
  const hasLeft = await leaveByAgent(ports, order, signal);
  if (!hasLeft) await leaveSet(ports, { ...target, deadlineSeconds }, signal);
  const { message } = await readJoinStatus(ports.kubernetes, namespace);
  const ref = { namespace, name: target.joinSecret };
  const joinSecret = await ports.kubernetes.get('Secret', ref);
  if (joinSecret !== undefined) {
    await ports.kubernetes.delete('Secret', { ...ref, uid: joinSecret.metadata.uid });
  }
  const charts = await ports.kubernetes.get('Secret', { namespace, name: `${fullname}-join` });
  if (charts === undefined) await callBackAgent(ports.kubernetes, namespace);
  return message;
}
