import type { ObjectMeta, StoredMeta } from './objects.ts';

/** An object of any kind, as it stands in a manifest. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: ManifestMeta;
  [field: string]: unknown;
}

/** Metadata of an object of any kind. */
export interface ManifestMeta extends ObjectMeta {
  name: string;
  generateName?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  managedFields?: {
    manager?: string;
    operation?: string;
    subresource?: string;
    time?: string;
    fieldsV1?: unknown;
  }[];
}

/** An object of any kind that came from the API server. */
export type StoredManifest = Manifest & { metadata: ManifestMeta & StoredMeta };

/** Which object of any kind. `namespace` is left out for cluster-scoped kinds. */
export interface ObjectKey {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}
