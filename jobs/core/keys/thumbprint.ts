import { hash } from 'node:crypto';
import type { PublicKey } from './public-key.ts';

/** Of keys that are in use: a hub asks for the same ones with every request. */
const known = new WeakMap<PublicKey, string>();

/**
 * RFC 7638 thumbprint with SHA-256: base64url of 32 bytes, 43 characters. It names a key everywhere:
 * as `kid`, in tokens, on `Member` objects and in statuses.
 */
export function thumbprint(key: PublicKey): string {
  const found = known.get(key);
  if (found !== undefined) return found;
  const canonical = JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x });
  const made = hash('sha256', canonical, 'base64url');
  known.set(key, made);
  return made;
}
