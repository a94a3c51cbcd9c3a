import { createHash } from 'node:crypto';
import type { PublicKey } from './public-key.ts';

/**
 * RFC 7638 thumbprint with SHA-256: base64url of 32 bytes, 43 characters. It names a key everywhere:
 * as `kid`, in tokens, on `Member` objects and in statuses.
 */
export function thumbprint(key: PublicKey): string {
  const canonical = JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x });
  return createHash('sha256').update(canonical).digest('base64url');
}
