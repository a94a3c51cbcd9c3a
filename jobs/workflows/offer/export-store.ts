import { exportDigestAnnotation, exportKinds, exportLabels } from '../../core/exports/export-names.ts';
import type { Manifest, StoredManifest } from '../../core/kubernetes/manifest.ts';
import { keyOf } from '../../core/kubernetes/object-key.ts';
import type { ClusterObjects } from '../../ports/cluster-objects.ts';

/** What the hub keeps of members' offers: ConfigMaps and Secrets in the namespace of the set. */
export class ExportStore {
  readonly #objects: ClusterObjects;
  readonly #namespace: string;

  constructor(objects: ClusterObjects, namespace: string) {
    this.#objects = objects;
    this.#namespace = namespace;
  }

  /** What is kept of a member, by its name here. */
  async list(member: string): Promise<Map<string, StoredManifest>> {
    const selection = {
      apiVersion: 'v1',
      namespace: this.#namespace,
      labels: `${exportLabels.by}=${member}`,
    };
    const lists = await Promise.all(
      exportKinds.map(async (kind) => this.#objects.list({ ...selection, kind })),
    );
    return new Map(lists.flat().map((object) => [object.metadata.name, object]));
  }

  /** Keeps one in place of what there is of that name. The type of a Secret never changes: then it is made anew. */
  async keep(wanted: Manifest, stored: StoredManifest | undefined): Promise<StoredManifest> {
    if (stored !== undefined && stored['type'] !== wanted['type']) await this.drop(stored);
    return this.#objects.apply(wanted, { force: true });
  }

  async drop(stored: StoredManifest): Promise<void> {
    await this.#objects.delete(keyOf(stored), { uid: stored.metadata.uid });
  }
}

/** What the member called the content that is kept. */
export function readExportDigest(stored: Manifest | undefined): string | undefined {
  return stored?.metadata.annotations?.[exportDigestAnnotation];
}
