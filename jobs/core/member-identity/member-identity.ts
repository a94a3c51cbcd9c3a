import type { PrivateKey, PublicKey } from '../keys/public-key.ts';

/** Whom this cluster joined, as proved by the hub's signature. */
export interface Membership {
  readonly state: 'Joined' | 'Pending';
  readonly memberName: string;
  readonly memberId: string;
  readonly primaryName: string;
  readonly endpoint: string;
  /** Thumbprint of the root of the hub's key chain, and the key that signed last. */
  readonly hubId: string;
  readonly hubKey: PublicKey;
  /** Certificates (PEM) that verify the endpoint's TLS beside the system's; empty for none. */
  readonly extraCa: string;
  /** Digest of the token text that led here: a change of it asks for a new join. */
  readonly tokenDigest: string;
  /** RFC 3339, UTC. */
  readonly joinedAt: string;
}

/** Who this cluster is. Kept in the Secret `mc-identity`; survives uninstalling. */
export interface MemberIdentity {
  readonly signing: PrivateKey;
  readonly sealing: PrivateKey;
  readonly membership?: Membership;
}
