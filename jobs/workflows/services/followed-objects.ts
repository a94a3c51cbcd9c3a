import { isOlder } from '../../core/kubernetes/is-older.ts';
import type { StoredMeta } from '../../core/kubernetes/objects.ts';
import type { StoredManifest } from '../../core/kubernetes/manifest.ts';
import type { ClusterObjects, ManifestSelection } from '../../ports/cluster-objects.ts';

/** All objects of a kind as the last watch event showed them. */
export class FollowedObjects<T extends { readonly metadata: StoredMeta }> {
  readonly #objects = new Map<string, T>();
  #isSynced = false;

  /** Whether there was a snapshot: before it an absent object says nothing. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  get(namespace: string, name: string): T | undefined {
    return this.#objects.get(`${namespace}/${name}`);
  }

  all(): readonly T[] {
    return [...this.#objects.values()];
  }

  /** Takes up an object that was just written, ahead of the watch. */
  note(written: StoredManifest): void {
    const object = written as unknown as T;
    const known = this.#objects.get(keyOf(object));
    const isNews =
      known === undefined || !isOlder(object.metadata.resourceVersion, known.metadata.resourceVersion);
    if (isNews) this.#set(object);
  }

  /**
   * Follows for as long as the signal allows.
   *
   * @param onChange Told after every change.
   */
  async follow(
    objects: ClusterObjects,
    selection: ManifestSelection,
    { signal, onChange }: { signal: AbortSignal; onChange: () => void },
  ): Promise<void> {
    for await (const change of objects.watch(selection, signal)) {
      if (change.type === 'snapshot') {
        this.#objects.clear();
        for (const object of change.objects) this.#set(object as unknown as T);
        this.#isSynced = true;
      } else if (change.type === 'applied') this.note(change.object);
      else this.#objects.delete(keyOf(change.object));
      onChange();
    }
  }

  /** Without what says who manages which field: nobody asks, and it is half of an object. */
  #set(object: T): void {
    this.#objects.set(keyOf(object), {
      ...object,
      metadata: { ...object.metadata, managedFields: undefined },
    });
  }
}

function keyOf({ metadata }: { readonly metadata: StoredMeta }): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
