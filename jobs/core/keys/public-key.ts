/** Public half of an OKP key as a JWK (RFC 8037), with no optional members. `x` is base64url of 32 bytes. */
export interface PublicKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519' | 'X25519';
  readonly x: string;
}

/** Public and private half; `d` is base64url of 32 bytes and must never leave the cluster that made it. */
export interface PrivateKey extends PublicKey {
  readonly d: string;
}
