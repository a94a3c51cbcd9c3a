import { groupOf } from '../kubernetes/object-key.ts';

/** What of the primary a source takes: one object, or those of a kind. */
export interface SourceTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  /** Left out for all of them. */
  readonly name?: string;
}

/** What the primary's values let distributions take from a namespace that is not the set's. */
export interface SourceGrant {
  readonly group: string;
  readonly kind: string;
  readonly namespaces: readonly string[];
  /** Left out for all objects of the kind. */
  readonly names?: readonly string[];
}

/** Kinds of the set's own namespace that anybody may take who may write a Distribution there. */
const ownKinds: ReadonlySet<string> = new Set(['ConfigMap', 'Secret']);

/**
 * Finds out what to watch for a source: all objects of a kind and namespace, shared with other sources, or the single
 * one that is granted.
 *
 * @param own Namespace of the set, in which ConfigMaps and Secrets need no grant.
 * @returns Nothing when it is not granted.
 */
export function locateSource(
  target: SourceTarget,
  { own, grants }: { readonly own: string; readonly grants: readonly SourceGrant[] },
): SourceTarget | undefined {
  const { apiVersion, kind, namespace, name } = target;
  if (namespace === own && apiVersion === 'v1' && ownKinds.has(kind)) return { apiVersion, kind, namespace };
  const fitting = grants.filter(
    (grant) =>
      grant.kind === kind && grant.group === groupOf(apiVersion) && grant.namespaces.includes(namespace),
  );
  if (fitting.some(({ names }) => names === undefined)) return { apiVersion, kind, namespace };
  const isNamed = name !== undefined && fitting.some(({ names = [] }) => names.includes(name));
  return isNamed ? target : undefined;
}
