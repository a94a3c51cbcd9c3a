import type { Confidential } from '../confidential/confidential.ts';

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: Confidential;
}

/** What the hub makes itself with `tls: generated`. The authority stays; what it issues is renewed. */
export interface HubCertificate {
  readonly authority: KeyPair;
  readonly serving: KeyPair;
}

/** What the hub serves HTTPS with. */
export interface ServingCertificate extends KeyPair {
  /** Certificates (PEM) by which members verify it; empty for the public ones. */
  readonly ca: string;
}
