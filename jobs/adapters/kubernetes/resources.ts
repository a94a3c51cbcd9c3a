import type { Kind, ObjectRef } from '../../ports/kubernetes-api.ts';

/** Where the API server keeps a kind. */
export interface Resource {
  readonly kind: string;
  readonly apiVersion: string;
  readonly plural: string;
}

/** Every kind the programs touch for workings of their own. */
export const resources: Readonly<Record<Kind, Omit<Resource, 'kind'>>> = {
  Secret: { apiVersion: 'v1', plural: 'secrets' },
  ConfigMap: { apiVersion: 'v1', plural: 'configmaps' },
  Namespace: { apiVersion: 'v1', plural: 'namespaces' },
  Event: { apiVersion: 'v1', plural: 'events' },
  Lease: { apiVersion: 'coordination.k8s.io/v1', plural: 'leases' },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments' },
  Member: { apiVersion: 'joinery.dev/v1alpha1', plural: 'members' },
  Distribution: { apiVersion: 'joinery.dev/v1alpha1', plural: 'distributions' },
};

/** Where the API server keeps one of {@link resources}. */
export function resourceOf(kind: Kind): Resource {
  return { kind, ...resources[kind] };
}

/**
 * Builds the path of a kind's collection, or of one object of it.
 *
 * @throws {TypeError} When a name would lead to another path.
 */
export function buildPath(resource: Omit<Resource, 'kind'>, ref: Partial<ObjectRef>): string {
  const { apiVersion, plural } = resource;
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = ref.namespace === undefined ? '' : `/namespaces/${encodeSegment(ref.namespace)}`;
  const name = ref.name === undefined ? '' : `/${encodeSegment(ref.name)}`;
  return `${root}${namespace}/${plural}${name}`;
}

/** URLs lose these segments on their way: an object without a name would be the whole collection. */
const lostSegments = new Set(['', '.', '..']);

function encodeSegment(name: string): string {
  if (lostSegments.has(name)) throw new TypeError(`"${name}" is no name of an object`);
  return encodeURIComponent(name);
}
