import type { KubernetesApi, Kind, Kinds, ObjectRef, Stored } from '../ports/kubernetes-api.ts';
import { KubernetesConflict } from '../ports/kubernetes-errors.ts';

/** More writers than this at the same object at once do not occur; it is a fight then. */
const maxAttempts = 20;

/** The object to write, or nothing. */
type Changed<K extends Kind> = Stored<Kinds[K]> | undefined;

/**
 * Reads an object, lets `change` make the new one, and writes it only over what was read; starts over
 * when somebody else was quicker.
 *
 * @param known The object as the caller read or wrote it a moment ago; saves the first read.
 * @param change Returns the object to write, or `undefined` when there is nothing to change.
 * @returns The object as it is now, or `undefined` when there is none.
 * @throws {KubernetesConflict} When others kept writing it.
 */
export async function changeObject<K extends Kind>(
  kubernetes: KubernetesApi,
  kind: K,
  ref: ObjectRef,
  change: (object: Stored<Kinds[K]>) => Changed<K> | Promise<Changed<K>>,
  write: (object: Stored<Kinds[K]>) => Promise<Stored<Kinds[K]> | undefined> = (object) =>
    kubernetes.update(kind, object),
  known?: Stored<Kinds[K]>,
): Promise<Stored<Kinds[K]> | undefined> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const before = attempt === 0 && known !== undefined ? known : await kubernetes.get(kind, ref);
    if (before === undefined) return undefined;
    const after = await change(before);
    if (after === undefined) return before;
    const written = await write(after);
    if (written !== undefined) return written;
  }
  throw new KubernetesConflict({ action: `change ${kind} "${ref.name}"`, attempts: maxAttempts });
}
