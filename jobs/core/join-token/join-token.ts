import type { Confidential } from '../confidential/confidential.ts';

/** What a join token says. Everything but `secret` may be shown. */
export interface JoinToken {
  /** Base URL of the hub, such as `https://hub.example.com/joinery`. */
  readonly endpoint: string;
  /** Names the verifier on the hub: 12 hexadecimal digits. */
  readonly tokenId: string;
  /** 256 random bits in base64url; proves possession and is never sent. */
  readonly secret: Confidential;
  /** Thumbprint of a signing key of the hub: the pin that the hub has to prove. */
  readonly hubThumbprint: string;
  /** When the hub stops accepting it. Shown to people; only the hub's clock decides. */
  readonly expiresAt: Date;
  /** Only this name may join with it. */
  readonly memberName?: string;
  /** SHA-256 (base64url) of the PEM text at `/v1/ca`, for an endpoint whose TLS a private CA issues. */
  readonly caDigest?: string;
}
