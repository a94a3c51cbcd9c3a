import type { KeyPair } from '../core/hub-certificate/hub-certificate.ts';

/** From when until when a certificate holds. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Makes keys and X.509 certificates for them. */
export interface Certificates {
  /** An authority that signed itself. */
  createAuthority(request: { commonName: string; validity: Validity }): Promise<KeyPair>;
  /** A server's certificate for hosts, each a name or an address. */
  createServing(
    authority: KeyPair,
    request: { hosts: readonly string[]; validity: Validity },
  ): Promise<KeyPair>;
}
