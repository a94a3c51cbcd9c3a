import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { PrivateKey } from './public-key.ts';

/** Start of a PKCS #8 document that holds a 32-byte seed, by curve (RFC 8410, section 7). */
const pkcs8Prefix = {
  Ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  X25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
} as const;

/**
 * Builds the key that a seed stands for. Pure: the caller draws the seed.
 *
 * @param seed 32 random bytes.
 * @throws {RangeError} When the seed has another length.
 */
export function buildKey(curve: PrivateKey['crv'], seed: Uint8Array): PrivateKey {
  if (seed.length !== 32) {
    throw new RangeError(`Cannot build a key: the seed has ${seed.length} bytes instead of 32`);
  }
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix[curve], seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { kty: 'OKP', crv: curve, x, d: Buffer.from(seed).toString('base64url') };
}
