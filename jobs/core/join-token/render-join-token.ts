import { Confidential } from '../confidential/confidential.ts';
import { renderCheckDigits } from './check-digits.ts';
import type { JoinToken } from './join-token.ts';

/** First characters of every token; secret scanners can look for them. */
export const tokenPrefix = 'jnry_';

/** Format version inside the token. */
export const tokenVersion = 1;

/**
 * Writes a token as the one string a user carries: `jnry_`, base64url of a JSON document, six check
 * digits. Short keys keep it short: v version, u endpoint, i id, s secret, k hub thumbprint, x expiry
 * in Unix seconds, n member name, c CA digest.
 */
export function renderJoinToken(token: JoinToken): Confidential {
  const content = JSON.stringify({
    v: tokenVersion,
    u: token.endpoint,
    i: token.tokenId,
    s: token.secret.reveal(),
    k: token.hubThumbprint,
    x: Math.floor(token.expiresAt.getTime() / 1000),
    ...(token.memberName === undefined ? {} : { n: token.memberName }),
    ...(token.caDigest === undefined ? {} : { c: token.caDigest }),
  });
  const text = tokenPrefix + Buffer.from(content, 'utf8').toString('base64url');
  return new Confidential(text + renderCheckDigits(text));
}
