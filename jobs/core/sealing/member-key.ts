import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { HubIdentity } from '../hub-identity/hub-identity.ts';

/**
 * Derives the key by which objects are named for one member, by HKDF (RFC 5869) with SHA-256 from the hub's token
 * seed: the same on every replica, and the same after the hub or the member took other signing keys.
 *
 * @param memberId `status.id` of the `Member`.
 */
export function deriveMemberKey({ tokenSeed }: Pick<HubIdentity, 'tokenSeed'>, memberId: string): KeyObject {
  const seed = Buffer.from(tokenSeed.reveal(), 'base64url');
  return createSecretKey(Buffer.from(hkdfSync('sha256', seed, memberId, 'joinery/v1/object-id', 32)));
}
