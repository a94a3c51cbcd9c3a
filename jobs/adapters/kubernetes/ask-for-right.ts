import type { Right } from '../../ports/kubernetes-api.ts';
import type { KubernetesConnection } from './connection.ts';
import { readJson } from './read-json.ts';
import { send } from './send.ts';

/**
 * Asks the API server whether this connection has a right; everybody who is known to it may ask that.
 *
 * @throws KubernetesUnreachable, KubernetesForbidden, KubernetesRefused
 */
export async function askForRight(
  connection: KubernetesConnection,
  right: Right,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const request = {
    action: `ask for the right to ${right.verb} ${right.resource}`,
    verb: 'create',
    resource: 'selfsubjectaccessreviews',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: right },
    },
  } as const;
  const { body } = await send(connection, request, { signal });
  const { action } = request;
  const review = await readJson<{ status?: { allowed?: boolean } }>(body, { action, signal });
  return review.status?.allowed === true;
}
