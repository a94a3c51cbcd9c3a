import type { PrivateKey } from '../keys/public-key.ts';
import type { ChainLink } from '../protocol/key-chain.ts';

/** Whom this cluster joined, as proved by the hub's signature. */
export interface Membership {
  /** `Dissolved`: the primary gave up the set. */
  readonly state: 'Joined' | 'Pending' | 'Paused' | 'Dissolved';
  readonly memberName: string;
  readonly memberId: string;
  readonly primaryName: string;
  /** URL by which the hub was reached last. */
  readonly endpoint: string;
  /** URLs the hub announced, the preferred one first. */
  readonly endpoints?: readonly string[];
  /** URL that the join Secret names in place of the hub's. */
  readonly ownEndpoint?: string;
  /** Thumbprint of the first key of the hub, and all its keys as far as this member heard of them. */
  readonly hubId: string;
  readonly chain: readonly ChainLink[];
  /** Certificates (PEM) that verify the endpoint's TLS beside the system's; empty for none. */
  readonly extraCa: string;
  /** The part of them that this cluster brought itself, and the part the hub announced last. */
  readonly ownCa?: string;
  readonly announcedCa?: string;
  /** Digest of the desired state that was taken up. */
  readonly desired?: string;
  /** What the primary's `spec.rotateKeys` says. */
  readonly rotateKeys?: string;
  /** The highest epoch a hub of this set showed, in Unix seconds. */
  readonly epoch?: number;
  /** How long requests may be held as far as is known; shorter where something cuts them. */
  readonly holdSeconds?: number;
  /** Digest of the token text that led here: a change of it asks for a new join. */
  readonly tokenDigest: string;
  /** RFC 3339, UTC. */
  readonly joinedAt: string;
}

/** The keys of a member; they change together. */
export interface MemberKeys {
  readonly signing: PrivateKey;
  readonly sealing: PrivateKey;
  /** RFC 3339, UTC. */
  readonly madeAt: string;
}

/** Keys that are to take the place of the present ones. The hub may know them already. */
export interface NextKeys extends MemberKeys {
  /** The word of the present signing key for the next. */
  readonly statement: string;
  /** What the primary's `spec.rotateKeys` said when they were made. */
  readonly mark: string;
}

/** Who this cluster is. Kept in the Secret `mc-identity`; survives uninstalling. */
export interface MemberIdentity extends MemberKeys {
  /** The latest signing keys, the present one last: a hub that was restored knows an older one. */
  readonly chain: readonly ChainLink[];
  readonly next?: NextKeys;
  /** The value of `spec.rotateKeys` that was obeyed last. */
  readonly rotated: string;
  readonly membership?: Membership | undefined;
}
