import type { Manifest, ObjectKey, StoredManifest } from '../../jobs/core/kubernetes/manifest.ts';
import type {
  ApplyOptions,
  ClusterObjects,
  ManifestSelection,
  Marks,
  ServedKind,
} from '../../jobs/ports/cluster-objects.ts';
import type { Change } from '../../jobs/ports/kubernetes-api.ts';
import type { CrashPoints } from './crash-points.ts';

/** Objects of any kind as one program sees them, which may end at any of its calls. */
export class CrashingClusterObjects implements ClusterObjects {
  readonly #objects: ClusterObjects;
  readonly #points: CrashPoints;

  constructor(objects: ClusterObjects, points: CrashPoints) {
    this.#objects = objects;
    this.#points = points;
  }

  async describe(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    return this.#points.pass(`get kind ${kind}`, async () => this.#objects.describe(apiVersion, kind));
  }

  async get(key: ObjectKey): Promise<StoredManifest | undefined> {
    return this.#points.pass(`get ${key.kind} ${key.name}`, async () => this.#objects.get(key));
  }

  async list(selection: ManifestSelection): Promise<StoredManifest[]> {
    return this.#points.pass(`list ${selection.kind}`, async () => this.#objects.list(selection));
  }

  async apply(manifest: Manifest, options: ApplyOptions): Promise<StoredManifest> {
    const { kind, metadata } = manifest;
    return this.#points.pass(`apply ${kind} ${metadata.name}`, async () =>
      this.#objects.apply(manifest, options),
    );
  }

  async delete(key: ObjectKey, options: { uid: string }): Promise<void> {
    return this.#points.pass(`delete ${key.kind} ${key.name}`, async () =>
      this.#objects.delete(key, options),
    );
  }

  async unmark(key: ObjectKey, marks: Marks): Promise<void> {
    return this.#points.pass(`unmark ${key.kind} ${key.name}`, async () => this.#objects.unmark(key, marks));
  }

  async *watch(selection: ManifestSelection, signal: AbortSignal): AsyncGenerator<Change<StoredManifest>> {
    for await (const change of this.#objects.watch(selection, signal)) {
      await this.#points.assertAlive();
      yield change;
    }
  }
}
