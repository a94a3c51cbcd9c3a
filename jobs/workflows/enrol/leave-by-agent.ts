import { leaveAnnotation, secondaryNames, secretTypes } from '../../core/kubernetes/names.ts';
import type { Deployment } from '../../core/kubernetes/objects.ts';
import { parseMemberIdentitySecret } from '../../core/member-identity/member-identity-secret.ts';
import type { KubernetesApi, Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { SecondaryPorts } from '../ports.ts';

/** How often it is looked whether the agent has left, in milliseconds. */
const lookMs = 500;

/**
 * Tells the agent to leave the set, and waits until it has: it reaches the hub by the way it always takes. The
 * order stands on the status Secret, so that an agent that ends half-way goes on with it.
 *
 * @returns `false` when no agent runs, or it has not done so in time.
 */
export async function leaveByAgent(
  { kubernetes, clock }: Pick<SecondaryPorts, 'kubernetes' | 'clock'>,
  { agent, namespace, seconds }: { agent: Stored<Deployment>; namespace: string; seconds: number },
  signal: AbortSignal,
): Promise<boolean> {
  if ((agent.status?.readyReplicas ?? 0) === 0) return false;
  const ref = { namespace, name: secondaryNames.status };
  const { uid } = agent.metadata;
  let isOrdered = false;
  await changeObject(kubernetes, 'Secret', ref, (stored) => {
    isOrdered = stored.type === secretTypes.joinStatus;
    const annotations = { ...stored.metadata.annotations, [leaveAnnotation]: uid };
    return isOrdered ? { ...stored, metadata: { ...stored.metadata, annotations } } : undefined;
  });
  if (!isOrdered) return false;
  const endAtMs = clock.now().getTime() + seconds * 1000;
  while (clock.now().getTime() < endAtMs) {
    const status = await kubernetes.get('Secret', ref);
    // An agent of an earlier version takes the order off without obeying it.
    if (status?.metadata.annotations?.[leaveAnnotation] !== uid)
      return !(await isMember(kubernetes, namespace));
    await clock.sleep(lookMs, signal);
  }
  return false;
}

async function isMember(kubernetes: KubernetesApi, namespace: string): Promise<boolean> {
  const secret = await kubernetes.get('Secret', { namespace, name: secondaryNames.identity });
  return secret !== undefined && parseMemberIdentitySecret(secret).membership !== undefined;
}
