import type { ObjectRef } from '../../ports/kubernetes-api.ts';
import type { Resource } from './resources.ts';
import type { KubernetesRequest } from './send.ts';

/** Builds a request without a body, with the words its errors will use. */
export function describeRequest(
  verb: KubernetesRequest['verb'],
  { kind, plural }: Resource,
  { namespace, name }: Partial<ObjectRef>,
  path: string,
): KubernetesRequest {
  const where = namespace === undefined ? '' : ` in namespace "${namespace}"`;
  return {
    action: `${verb} ${kind}${name === undefined ? '' : ` "${name}"`}${where}`,
    verb,
    resource: plural,
    path,
    ...(namespace === undefined ? {} : { namespace }),
  };
}
