import type { Confidential } from '../confidential/confidential.ts';
import { thumbprint } from '../keys/thumbprint.ts';
import type { PrivateKey } from '../keys/public-key.ts';
import type { ChainLink } from '../protocol/key-chain.ts';

/** Who the hub is. Made once, kept in the Secret `hub-identity`, shared by all replicas. */
export interface HubIdentity {
  /** Thumbprint of the first key of the chain. */
  readonly hubId: string;
  /** All keys there ever were; the last is that of `next`, or of `signing` when there is none. */
  readonly chain: readonly ChainLink[];
  readonly signing: PrivateKey;
  /** The announced successor of `signing`, and the Unix second in which it takes over. */
  readonly next?: { readonly signing: PrivateKey; readonly from: number };
  /** The value of `hubKeyRotation` that was obeyed last. */
  readonly rotated: string;
  /** What members send up in secret is sealed to this X25519 key. */
  readonly sealing: PrivateKey;
  /** 256 random bits (base64url) from which token secrets follow. */
  readonly tokenSeed: Confidential;
  /** Unix seconds of the hub's birth; a restore sets a later one. */
  readonly epoch: number;
  /** A higher epoch that a member had met: this is an older copy, which stands aside. */
  readonly fencedBy?: number;
  /** The set is being given up: members are told so. */
  readonly isDissolved: boolean;
}

/** The epoch of a newer hub of this set, if one is known. */
export function newerEpoch({ epoch, fencedBy = 0 }: HubIdentity): number | undefined {
  return fencedBy > epoch ? fencedBy : undefined;
}

/**
 * The key that signs at an instant. Time decides and not what the Secret calls current, so that all
 * replicas change together, whenever it is rewritten.
 */
export function signingKeyAt({ signing, next }: HubIdentity, now: Date): PrivateKey {
  return next !== undefined && now.getTime() >= next.from * 1000 ? next.signing : signing;
}

/**
 * Tells whether whoever knows this key as the hub's newest has to be told of later ones. A key this hub
 * does not have itself means that the other one knows more.
 *
 * @param hubKey Thumbprint, as a request names it.
 */
export function needsChain({ chain }: HubIdentity, hubKey: string): boolean {
  return chain.slice(0, -1).some(({ key }) => thumbprint(key) === hubKey);
}
