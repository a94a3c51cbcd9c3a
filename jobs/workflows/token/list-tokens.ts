import { secretTypes, tokenAnnotations } from '../../core/kubernetes/names.ts';
import { parseSecretData } from '../../core/kubernetes/secret-data.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';

/** A join token as a list shows it; never the token itself. */
export interface ListedToken {
  readonly name: string;
  /** `Waiting` until the hub has looked at it. */
  readonly status: string;
  readonly memberName?: string;
  /** RFC 3339, UTC. */
  readonly expiresAt?: string;
  readonly message: string;
}

/** Lists the join-token Secrets of the set, by name. */
export async function listTokens(kubernetes: KubernetesApi, namespace: string): Promise<ListedToken[]> {
  const secrets = await kubernetes.list('Secret', { namespace, type: secretTypes.joinToken });
  return secrets
    .map(({ metadata: { name, annotations = {} }, data }) => {
      const { status = 'Waiting', message = '', 'expires-at': expiresAt } = parseSecretData(data);
      const memberName = annotations[tokenAnnotations.memberName];
      return {
        name,
        status,
        message,
        ...(memberName === undefined ? {} : { memberName }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
