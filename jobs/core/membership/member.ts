import type { Report } from '#validators/report';
import type { Condition, ObjectMeta } from '../kubernetes/objects.ts';
import type { PublicKey } from '../keys/public-key.ts';

/** `members.joinery.dev/v1alpha1`: one per cluster of the set, the primary's own included. */
export interface Member {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec?: {
    /** A person's decision under manual approval. */
    accepted?: boolean;
    /** Keeps the member in the set without giving it anything new. */
    paused?: boolean;
    /** Any text; changing it asks the member for new keys. */
    rotateKeys?: string;
  };
  status?: MemberStatus;
}

export interface MemberStatus {
  /** UUID the hub gave at the first join; stays through key changes. */
  id?: string;
  /** RFC 7638 thumbprint of the signing key. */
  thumbprint?: string;
  /** UID of the cluster's kube-system namespace, as the member stated it. */
  clusterUID?: string;
  keys?: { signing: PublicKey; sealing: PublicKey };
  /** When these keys took the place of others; not set for the first. RFC 3339, UTC. */
  keysChangedAt?: string;
  versions?: { agent: string; kubernetes: string };
  /** What the member said last of itself, and the digest of it. */
  report?: Report;
  reportDigest?: string;
  /** By when the member will have changed its keys; from the report. RFC 3339, UTC. */
  keysExpireAt?: string;
  /** URL by which it reaches the hub; from the report. */
  endpoint?: string;
  /** What was taken last of what it offers to the set: digest of that and of the values it was judged by, and numbers. */
  exports?: { digest: string; taken: number; refused: number };
  /** RFC 3339, UTC. */
  joinedAt?: string;
  leftAt?: string;
  /** When it was heard last, as known at the last transition of `Online`. */
  lastSeenTime?: string;
  conditions?: Condition[];
}

/** Every field of `spec` and `status`: what a CRD has to know, since the API server drops other fields. */
export const memberFields = {
  spec: { accepted: true, paused: true, rotateKeys: true } satisfies Record<
    keyof NonNullable<Member['spec']>,
    true
  >,
  status: {
    id: true,
    thumbprint: true,
    clusterUID: true,
    keys: true,
    keysChangedAt: true,
    keysExpireAt: true,
    versions: true,
    report: true,
    reportDigest: true,
    exports: true,
    joinedAt: true,
    leftAt: true,
    endpoint: true,
    lastSeenTime: true,
    conditions: true,
  } satisfies Record<keyof MemberStatus, true>,
} as const;

/** API version of {@link Member}. */
export const memberApiVersion = 'joinery.dev/v1alpha1';
