import { secondaryNames } from '../../core/kubernetes/names.ts';
import type { JoinStatus } from '../../core/join-status/join-status.ts';
import { buildJoinStatusSecret, saysTheSame } from '../../core/join-status/join-status-secret.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';

/**
 * Makes `mc-join-status` say this, and nothing else. Writes only when it says something else; also puts
 * right what was edited by hand.
 *
 * @param annotations The annotations that are to stand on it, such as the stand-down mark.
 */
export async function writeJoinStatus(
  ports: { clock: Clock; kubernetes: KubernetesApi },
  namespace: string,
  status: JoinStatus,
  annotations: Readonly<Record<string, string>> = {},
): Promise<void> {
  const wanted = buildJoinStatusSecret(status, {
    namespace,
    annotations: { ...annotations },
    now: ports.clock.now(),
  });
  const ref = { namespace, name: secondaryNames.status };
  const found = await changeObject(ports.kubernetes, 'Secret', ref, (stored) => {
    const isMarkedRight = JSON.stringify(stored.metadata.annotations ?? {}) === JSON.stringify(annotations);
    if (isMarkedRight && saysTheSame(stored, status)) return undefined;
    return {
      ...stored,
      metadata: { ...stored.metadata, annotations: { ...annotations } },
      data: wanted.data ?? {},
    };
  });
  if (found !== undefined) return;
  const created = await ports.kubernetes.create('Secret', wanted);
  if (created === undefined) await writeJoinStatus(ports, namespace, status, annotations);
}
