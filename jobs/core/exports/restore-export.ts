import type { StoredManifest } from '../kubernetes/manifest.ts';
import { exportLabels } from './export-names.ts';

/** An object on its way to members, and which member must not get it: it is that one's own. */
export interface RestoredExport {
  readonly manifest: StoredManifest;
  readonly exportedBy: string | undefined;
}

/** Gives what the hub keeps of a member's offer the name and namespace that it has there; leaves others as they are. */
export function restoreExport(stored: StoredManifest): RestoredExport {
  const { labels = {} } = stored.metadata;
  const {
    [exportLabels.by]: exportedBy,
    [exportLabels.namespace]: namespace,
    [exportLabels.name]: name,
  } = labels;
  if (exportedBy === undefined || namespace === undefined || name === undefined) {
    return { manifest: stored, exportedBy: undefined };
  }
  return { manifest: { ...stored, metadata: { ...stored.metadata, namespace, name } }, exportedBy };
}

/**
 * Puts what several members export under one name in order: what was taken first goes first, and has that name.
 *
 * @param objects In any order; the others keep theirs, before all exports.
 */
export function rankExports(objects: readonly StoredManifest[]): StoredManifest[] {
  const exports = objects.filter(isExport).toSorted((one, other) => (rankOf(one) < rankOf(other) ? -1 : 1));
  return [...objects.filter((object) => !isExport(object)), ...exports];
}

/** Tells what members export from what people put on the primary. */
export function isExport({ metadata }: StoredManifest): boolean {
  return metadata.labels?.[exportLabels.by] !== undefined;
}

function rankOf({ metadata }: StoredManifest): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.uid}`;
}
