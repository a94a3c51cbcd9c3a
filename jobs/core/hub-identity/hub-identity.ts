import type { Confidential } from '../confidential/confidential.ts';
import type { PrivateKey } from '../keys/public-key.ts';
import type { ChainLink } from '../protocol/key-chain.ts';

/** Who the hub is. Made once, kept in the Secret `hub-identity`, shared by all replicas. */
export interface HubIdentity {
  /** Thumbprint of the first key of the chain. */
  readonly hubId: string;
  readonly chain: readonly ChainLink[];
  /** Private half of the chain's last key. */
  readonly signing: PrivateKey;
  /** What members send up in secret is sealed to this X25519 key. */
  readonly sealing: PrivateKey;
  /** 256 random bits (base64url) from which token secrets follow. */
  readonly tokenSeed: Confidential;
  /** Unix seconds of the hub's birth; a restore sets a later one. */
  readonly epoch: number;
}
