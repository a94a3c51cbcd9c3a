import { createHash } from 'node:crypto';
import type { Manifest, ObjectKey } from '../kubernetes/manifest.ts';
import { groupOf } from '../kubernetes/object-key.ts';

/**
 * Labels and annotations of ApplySets (KEP-3659): the Secret in the release namespace that has a set, and the objects
 * that are part of it.
 */
export const applySetMarks = {
  /** Label of the Secret: the set's id. */
  id: 'applyset.kubernetes.io/id',
  /** Label of each object: the id of its set. An object is part of one set. */
  partOf: 'applyset.kubernetes.io/part-of',
  /** Annotations of the Secret: whose set it is, and where its objects can be. */
  tooling: 'applyset.kubernetes.io/tooling',
  groupKinds: 'applyset.kubernetes.io/contains-group-kinds',
  namespaces: 'applyset.kubernetes.io/additional-namespaces',
} as const;

/** Annotation on an object that was there before: it stays when it is not wanted any more. The agent writes and reads it. */
export const adoptedAnnotation = 'joinery.dev/adopted';

/** Id of the set that a Secret has, as KEP-3659 computes it. */
export function applySetId({ namespace, name }: { namespace: string; name: string }): string {
  const digest = createHash('sha256').update(`${name}.${namespace}.Secret.`).digest('base64url');
  return `applyset-${digest}-v1`;
}

/** Annotations of the Secret that has these objects. */
export function buildSetAnnotations(namespace: string, keys: readonly ObjectKey[]): Record<string, string> {
  const groupKinds = keys.map(({ apiVersion, kind }) => {
    const group = groupOf(apiVersion);
    return group === '' ? kind : `${kind}.${group}`;
  });
  const namespaces = keys.flatMap((key) => (key.namespace === undefined ? [] : [key.namespace]));
  return {
    [applySetMarks.tooling]: 'joinery/v1',
    [applySetMarks.groupKinds]: list(groupKinds),
    [applySetMarks.namespaces]: list(namespaces.filter((name) => name !== namespace)),
  };
}

function list(texts: readonly string[]): string {
  return [...new Set(texts)].toSorted().join(',');
}

/** Says on a manifest whose it is. */
export function markManifest(
  manifest: Manifest,
  { setId, isAdopted }: { setId: string; isAdopted: boolean },
): Manifest {
  const { labels, annotations, ...metadata } = manifest.metadata;
  const added = isAdopted ? { [adoptedAnnotation]: 'true' } : {};
  const all = { ...annotations, ...added };
  return {
    ...manifest,
    metadata: {
      ...metadata,
      labels: { ...labels, [applySetMarks.partOf]: setId },
      ...(Object.keys(all).length === 0 ? {} : { annotations: all }),
    },
  };
}
