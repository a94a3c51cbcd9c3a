import type {
  ConfigMap,
  Deployment,
  KubernetesEvent,
  Lease,
  Namespace,
  ObjectMeta,
  Secret,
  StoredMeta,
} from '../core/kubernetes/objects.ts';
import type { Distribution } from '../core/distribution/distribution.ts';
import type { Member } from '../core/membership/member.ts';

/** The kinds the programs touch, and their shapes. */
export interface Kinds {
  Secret: Secret;
  ConfigMap: ConfigMap;
  Namespace: Namespace;
  Deployment: Deployment;
  Event: KubernetesEvent;
  Lease: Lease;
  Member: Member;
  Distribution: Distribution;
}

export type Kind = keyof Kinds;

/** The kinds whose status the programs write. */
export type KindWithStatus = 'Member' | 'Distribution';

/** An object that came from the API server: it has a name, a uid and a resource version. */
export type Stored<T extends { metadata: ObjectMeta }> = Omit<T, 'metadata'> & { metadata: StoredMeta };

/** Which object. `namespace` is left out for cluster-scoped kinds. */
export interface ObjectRef {
  readonly namespace?: string;
  readonly name: string;
}

/** Which object, as it was seen. */
export interface DeletionRef extends ObjectRef {
  readonly uid: string;
  readonly resourceVersion?: string;
}

/** Which objects. `name` selects one and needs only the right to that one (by field selector). */
export interface Selection {
  readonly namespace?: string;
  readonly name?: string;
  readonly type?: string;
}

/** Something that somebody may do; left out, `name` and `namespace` mean all of them. */
export interface Right {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';
  /** API group; empty for the core one. */
  readonly group: string;
  /** Such as `secrets`. */
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/**
 * What a watch tells. A `snapshot` is everything there is: it comes first, and again whenever the
 * watch had to start over, so a consumer never has to guess what it missed.
 */
export type Change<T> =
  | { readonly type: 'snapshot'; readonly objects: readonly T[] }
  | { readonly type: 'applied'; readonly object: T }
  | { readonly type: 'deleted'; readonly object: T };

/**
 * One API server. Expected alternatives are results: an absent object is `undefined`, so is a create
 * that finds the name taken and an update that finds the object changed or gone.
 *
 * Every method throws {@link KubernetesUnreachable} (no answer), {@link KubernetesForbidden} (a right is
 * missing; names it), {@link KubernetesKindMissing} or {@link KubernetesRefused} (the API server says no for another reason).
 */
export interface KubernetesApi {
  get<K extends Kind>(kind: K, ref: ObjectRef, signal?: AbortSignal): Promise<Stored<Kinds[K]> | undefined>;

  list<K extends Kind>(kind: K, selection: Selection, signal?: AbortSignal): Promise<Stored<Kinds[K]>[]>;

  /** `undefined` when an object of that name is there already. */
  create<K extends Kind>(
    kind: K,
    object: Kinds[K],
    signal?: AbortSignal,
  ): Promise<Stored<Kinds[K]> | undefined>;

  /** Writes only over the resource version that `object` carries; `undefined` when that is not the newest. */
  update<K extends Kind>(
    kind: K,
    object: Stored<Kinds[K]>,
    signal?: AbortSignal,
  ): Promise<Stored<Kinds[K]> | undefined>;

  /** As {@link update}, for the status subresource. */
  updateStatus<K extends KindWithStatus>(
    kind: K,
    object: Stored<Kinds[K]>,
    signal?: AbortSignal,
  ): Promise<Stored<Kinds[K]> | undefined>;

  /**
   * Deletes exactly the object with this uid; one that is gone or was made anew is left alone. So is one that
   * changed since, when a resource version is given.
   */
  delete(kind: Kind, ref: DeletionRef, signal?: AbortSignal): Promise<void>;

  /** Version of the API server, such as `v1.34.4`. */
  serverVersion(signal?: AbortSignal): Promise<string>;

  /** Tells whether whoever this connection speaks as has a right. */
  hasRight(right: Right, signal?: AbortSignal): Promise<boolean>;

  /** Names of the fields that `spec` and `status` of a kind may have; `undefined` when it is not served. */
  describeKind(
    kind: Kind,
    signal?: AbortSignal,
  ): Promise<Readonly<Record<'spec' | 'status', readonly string[]>> | undefined>;

  /** Follows until `signal` aborts; starts over by itself after every interruption, with back-off. */
  watch<K extends Kind>(
    kind: K,
    selection: Selection,
    signal: AbortSignal,
  ): AsyncIterable<Change<Stored<Kinds[K]>>>;
}
