import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Confidential } from '../confidential/confidential.ts';

/**
 * Derives the key that proves possession of a token, by HKDF (RFC 5869) with SHA-256. The hub stores
 * this and not the secret, so that what it stores is no token.
 */
export function deriveProofKey(tokenId: string, secret: Confidential): Confidential {
  const key = hkdfSync(
    'sha256',
    Buffer.from(secret.reveal(), 'base64url'),
    tokenId,
    'joinery/v1/join-proof',
    32,
  );
  return new Confidential(Buffer.from(key).toString('base64url'));
}

/** HMAC-SHA-256 (base64url) over the request's signature, which itself covers the whole request. */
export function renderProof(proofKey: Confidential, signature: string): string {
  return createHmac('sha256', Buffer.from(proofKey.reveal(), 'base64url'))
    .update(signature)
    .digest('base64url');
}

/** Compares in constant time. */
export function isProof(proofKey: Confidential, signature: string, proof: string): boolean {
  const expected = Buffer.from(renderProof(proofKey, signature));
  const given = Buffer.from(proof);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
