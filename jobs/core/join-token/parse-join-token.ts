import { Confidential } from '../confidential/confidential.ts';
import { checkDigitCount, renderCheckDigits } from './check-digits.ts';
import { JoinTokenMalformed, JoinTokenTooNew } from './errors.ts';
import type { JoinToken } from './join-token.ts';
import { tokenPrefix, tokenVersion } from './render-join-token.ts';

/** A token longer than this is no token: the longest legal URL and name fit well below. */
const maxTokenLength = 8192;

const digest = /^[A-Za-z0-9_-]{43}$/;
const tokenIdPattern = /^[0-9a-f]{12}$/;

/**
 * Reads a token. White space around it is ignored, since files end with line breaks.
 *
 * Does not judge expiry: only the hub's clock does.
 *
 * @throws {JoinTokenMalformed} For every text that {@link renderJoinToken} cannot have written.
 * @throws {JoinTokenTooNew} For one that a later version of it may have written.
 */
export function parseJoinToken(written: Confidential): JoinToken {
  const text = written.reveal().trim();
  if (text === '') throw new JoinTokenMalformed('it is empty');
  if (!text.startsWith(tokenPrefix)) throw new JoinTokenMalformed(`it does not begin with "${tokenPrefix}"`);
  if (text.length > maxTokenLength)
    throw new JoinTokenMalformed(`it is longer than ${maxTokenLength} characters`);
  const body = text.slice(0, -checkDigitCount);
  if (renderCheckDigits(body) !== text.slice(-checkDigitCount)) {
    throw new JoinTokenMalformed('its check digits do not fit, so a part is missing or altered');
  }
  return readContent(parseDocument(body.slice(tokenPrefix.length)));
}

function parseDocument(encoded: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    if (typeof content === 'object' && content !== null) return { ...content };
  } catch {
    // The parser's own message would quote the secret.
  }
  throw new JoinTokenMalformed('its content is not a token document');
}

function readContent(content: Record<string, unknown>): JoinToken {
  const { v, u, i, s, k, x, n, c } = content;
  if (Number.isSafeInteger(v) && Number(v) > tokenVersion)
    throw new JoinTokenTooNew({ found: Number(v), known: tokenVersion });
  if (v !== tokenVersion) throw new JoinTokenMalformed('it has no format version');
  const fieldsFit =
    isText(u) &&
    isText(i) &&
    tokenIdPattern.test(i) &&
    isText(s) &&
    digest.test(s) &&
    isText(k) &&
    digest.test(k);
  if (!fieldsFit || !Number.isSafeInteger(x))
    throw new JoinTokenMalformed('a field is missing or has a wrong form');
  if (n !== undefined && !isText(n)) throw new JoinTokenMalformed('the member name has a wrong form');
  if (c !== undefined && !(isText(c) && digest.test(c)))
    throw new JoinTokenMalformed('the CA digest has a wrong form');
  const expiresAt = new Date(Number(x) * 1000);
  if (Number.isNaN(expiresAt.getTime())) throw new JoinTokenMalformed('its expiry is not a date');
  return {
    endpoint: u,
    tokenId: i,
    secret: new Confidential(s),
    hubThumbprint: k,
    expiresAt,
    ...(n === undefined ? {} : { memberName: n }),
    ...(c === undefined ? {} : { caDigest: c }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
