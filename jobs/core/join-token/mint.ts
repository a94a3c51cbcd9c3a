import { createHash, hkdfSync } from 'node:crypto';
import { Confidential } from '../confidential/confidential.ts';

/**
 * Id of the token that a token Secret gets: a digest of its uid, so that every replica names the same
 * verifier and a Secret that was minted once is recognised for ever.
 */
export function deriveTokenId(secretUid: string): string {
  return createHash('sha256').update(`joinery/v1/token-id/${secretUid}`).digest('hex').slice(0, 12);
}

/**
 * Secret of that token: HKDF of the hub's seed. A replica that is killed half-way, or another one, comes
 * to the same token again; without the seed nobody can tell it from random.
 *
 * @param seed 256 random bits in base64url, made with the hub's identity.
 */
export function deriveTokenSecret(seed: Confidential, secretUid: string): Confidential {
  const secret = hkdfSync(
    'sha256',
    Buffer.from(seed.reveal(), 'base64url'),
    secretUid,
    'joinery/v1/token-secret',
    32,
  );
  return new Confidential(Buffer.from(secret).toString('base64url'));
}
