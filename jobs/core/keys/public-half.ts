import type { PrivateKey, PublicKey } from './public-key.ts';

/** Drops the private half. */
export function publicHalf(key: PrivateKey): PublicKey {
  return { kty: key.kty, crv: key.crv, x: key.x };
}
