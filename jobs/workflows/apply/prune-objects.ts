import type { ObjectFinding } from '../../core/applied-set/finding.ts';
import { groupByRank } from '../../core/applied-set/kind-order.ts';
import type { ObjectKey } from '../../core/kubernetes/manifest.ts';
import type { ApplyPorts } from './apply-world.ts';
import { pruneObject } from './prune-object.ts';
import { mapLimited } from './map-limited.ts';

/** So many objects are taken away at a time. */
const atOnce = 8;

/**
 * Takes objects of a set away, in the reverse order of applying.
 *
 * @returns Those that could not be taken away, and why.
 */
export async function pruneObjects(
  ports: Pick<ApplyPorts, 'objects'>,
  keys: readonly ObjectKey[],
  set: { readonly setId: string; readonly deletion: 'Delete' | 'Orphan' },
  signal: AbortSignal,
): Promise<ObjectFinding[]> {
  const stuck: ObjectFinding[] = [];
  for (const group of groupByRank(keys, ({ kind }) => kind).toReversed()) {
    const found = await mapLimited(group, atOnce, async (key) => {
      const finding = await pruneObject(ports, key, set, signal);
      return finding === undefined ? [] : [{ ...finding, key }];
    });
    stuck.push(...found.flat());
  }
  return stuck;
}
