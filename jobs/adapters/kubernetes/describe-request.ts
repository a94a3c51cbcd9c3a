import type { Kind, Selection } from '../../ports/kubernetes-api.ts';
import { resources } from './resources.ts';
import type { KubernetesRequest } from './send.ts';

/** Builds a request without a body, with the words its errors will use. */
export function describeRequest(
  verb: KubernetesRequest['verb'],
  kind: Kind,
  { namespace, name }: Selection,
  path: string,
): KubernetesRequest {
  const where = namespace === undefined ? '' : ` in namespace "${namespace}"`;
  return {
    action: `${verb} ${kind}${name === undefined ? '' : ` "${name}"`}${where}`,
    verb,
    resource: resources[kind].plural,
    path,
    ...(namespace === undefined ? {} : { namespace }),
  };
}
