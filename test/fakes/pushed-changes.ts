import type { Change } from '../../jobs/ports/kubernetes-api.ts';

interface Watcher<T> {
  readonly isSelected: (object: T) => boolean;
  /** Uids of the objects it was told of. */
  readonly seen: Set<string>;
  readonly push: (change: Change<T>) => void;
}

/** The watches of an API server in memory. */
export class PushedChanges<T extends { metadata: { uid: string } }> {
  readonly #watchers = new Set<Watcher<T>>();

  /** Tells every watch that selects the object; one that stops selecting it is told that it is gone. */
  push(change: Exclude<Change<T>, { type: 'snapshot' }>): void {
    const { uid } = change.object.metadata;
    for (const { isSelected, seen, push } of this.#watchers) {
      const isThere = change.type === 'applied' && isSelected(change.object);
      if (isThere) push(change);
      else if (seen.has(uid)) push({ ...change, type: 'deleted' });
      if (isThere) seen.add(uid);
      else seen.delete(uid);
    }
  }

  /** Follows, beginning with what there is. */
  async *follow(
    objects: readonly T[],
    isSelected: (object: T) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<Change<T>> {
    const changes: Change<T>[] = [{ type: 'snapshot', objects }];
    let more = Promise.withResolvers<void>();
    // A change arrives after whoever made it has gone on, as over a network.
    const push = (change: Change<T>): void =>
      void setImmediate(() => {
        changes.push(change);
        more.resolve();
      });
    const watcher = { isSelected, push, seen: new Set(objects.map(({ metadata }) => metadata.uid)) };
    this.#watchers.add(watcher);
    signal.addEventListener('abort', () => more.resolve());
    while (!signal.aborted) {
      const change = changes.shift();
      if (change !== undefined) yield structuredClone(change);
      else {
        more = Promise.withResolvers<void>();
        await more.promise;
      }
    }
    this.#watchers.delete(watcher);
  }
}
