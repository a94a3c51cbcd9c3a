import { buildKey } from '../../jobs/core/keys/build-key.ts';
import type { PrivateKey } from '../../jobs/core/keys/public-key.ts';

/** A key that follows from a number: the same number gives the same key. */
export function aKey(number: number, curve: PrivateKey['crv'] = 'Ed25519'): PrivateKey {
  return buildKey(curve, Buffer.alloc(32, number));
}
