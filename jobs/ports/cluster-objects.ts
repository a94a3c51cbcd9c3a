import type { Manifest, ObjectKey, StoredManifest } from '../core/kubernetes/manifest.ts';
import type { Change } from './kubernetes-api.ts';

/** How the API server serves a kind. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Such as `networkpolicies`. */
  readonly plural: string;
  readonly isNamespaced: boolean;
  readonly verbs: readonly string[];
}

/** Which objects of a kind; left out, `namespace` means all of them. `labels` is a label selector in its text form. */
export interface ManifestSelection {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly labels?: string;
}

/** How to apply. */
export interface ApplyOptions {
  /** Takes fields over from other managers; without it a field of theirs is a {@link FieldConflict}. */
  readonly force: boolean;
  /** Asks the API server what would be, and writes nothing. */
  readonly dryRun?: boolean;
  /** Applies `status`, and nothing else, to an object that is there; without it `status` is passed over. */
  readonly subresource?: 'status';
}

/** What to take off which object: keys of labels and annotations. */
export interface Marks {
  readonly uid: string;
  readonly labels: readonly string[];
  readonly annotations: readonly string[];
}

/**
 * Objects of any kind on one API server, for what people want distributed. The kinds of Joinery's own
 * workings are on `KubernetesApi`.
 *
 * Every method throws what those of `KubernetesApi` throw; `KubernetesKindMissing` for a kind that is not served.
 */
export interface ClusterObjects {
  /** `undefined` when the kind is not served. Remembered, and looked up anew when a kind is missing. */
  describe(apiVersion: string, kind: string, signal?: AbortSignal): Promise<ServedKind | undefined>;

  get(key: ObjectKey, signal?: AbortSignal): Promise<StoredManifest | undefined>;

  list(selection: ManifestSelection, signal?: AbortSignal): Promise<StoredManifest[]>;

  /**
   * Server-side apply as field manager `joinery`.
   *
   * @throws {FieldConflict} Another manager has fields of the manifest; names it and them.
   */
  apply(manifest: Manifest, options: ApplyOptions, signal?: AbortSignal): Promise<StoredManifest>;

  /**
   * Deletes exactly the object with this uid, and what the API server made for it; one that is gone or was made
   * anew is left alone.
   */
  delete(key: ObjectKey, options: { uid: string }, signal?: AbortSignal): Promise<void>;

  /** Takes labels and annotations off exactly the object with this uid, and leaves everything else of it alone. */
  unmark(key: ObjectKey, marks: Marks, signal?: AbortSignal): Promise<void>;

  /** Follows until `signal` aborts; starts over by itself after every interruption, with back-off. */
  watch(selection: ManifestSelection, signal: AbortSignal): AsyncIterable<Change<StoredManifest>>;
}
