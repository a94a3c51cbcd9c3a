import type { PrivateKey, PublicKey } from '../keys/public-key.ts';
import { digestOf } from './digest.ts';
import { SignatureInvalid } from './errors.ts';
import { readKeyId, signJws, verifyJws } from './jws.ts';
import { parseClaims } from './parse-claims.ts';

/** Everything about a request that its signature covers. */
export interface RequestClaims {
  readonly method: string;
  /** From `/v1` on, with query: what stands before it differs at the two ends of an ingress. */
  readonly path: string;
  /** Whom it is meant for: thumbprint of a key in the hub's chain. */
  readonly hub: string;
  /** Digest of the decoded body. */
  readonly digest: string;
  /** The sender's time, Unix milliseconds. */
  readonly time: number;
  /** Unique per request, so that no two signatures are alike and an answer fits only one. */
  readonly id: string;
}

/** Signs a request with the member's key. */
export async function signRequest(claims: RequestClaims, key: PrivateKey): Promise<string> {
  return signJws('request', JSON.stringify(claims), key);
}

/**
 * Reads the thumbprint of the key a signature claims to be by. Nothing is verified.
 *
 * @throws {SignatureInvalid} When it is not a compact JWS with a `kid`.
 */
export function readSigner(signature: string): string {
  const keyId = readKeyId(signature);
  if (typeof keyId === 'string' && keyId !== '') return keyId;
  throw new SignatureInvalid('the header is not that of a signed request');
}

/**
 * Verifies that `key` signed exactly this request. Judges neither time nor hub: that takes knowledge
 * the caller has.
 *
 * @throws {SignatureInvalid} When the signature, its type, method, path or body does not fit.
 */
export async function verifyRequest(
  signature: string,
  key: PublicKey,
  request: { method: string; path: string; body: Uint8Array },
): Promise<RequestClaims> {
  const text = await verifyJws('request', signature, key);
  if (text === undefined) throw new SignatureInvalid('it does not verify with the key it names');
  const claims = parseClaims<RequestClaims>(text, {
    method: 'string',
    path: 'string',
    hub: 'string',
    digest: 'string',
    time: 'number',
    id: 'string',
  });
  if (claims === undefined) throw new SignatureInvalid('a claim is missing');
  if (claims.method !== request.method) throw new SignatureInvalid('it is for another method');
  if (claims.path !== request.path) throw new SignatureInvalid('it is for another path');
  if (claims.digest !== digestOf(request.body)) throw new SignatureInvalid('it is for another body');
  return claims;
}
