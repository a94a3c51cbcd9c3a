import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';
import { renderCheckDigits } from '../../../../jobs/core/join-token/check-digits.ts';
import type { JoinToken } from '../../../../jobs/core/join-token/join-token.ts';
import { parseJoinToken } from '../../../../jobs/core/join-token/parse-join-token.ts';
import { renderJoinToken } from '../../../../jobs/core/join-token/render-join-token.ts';
import { aJoinToken } from '../../../builders/a-join-token.ts';

const malformed = expect.objectContaining({ code: 'JOINERY_TOKEN_MALFORMED' });
const whole = renderJoinToken(aJoinToken({ memberName: 'edge-7' })).reveal();

function parse(text: string): JoinToken {
  return parseJoinToken(new Confidential(text));
}

/** A text with check digits that fit, whatever it holds. */
function withCheckDigits(content: string): string {
  const text = `jnry_${Buffer.from(content).toString('base64url')}`;
  return text + renderCheckDigits(text);
}

/** The document of {@link aJoinToken} with some fields changed; `undefined` takes one out. */
function documentWith(changed: Record<string, unknown>): string {
  const { endpoint, tokenId, secret, hubThumbprint } = aJoinToken();
  return JSON.stringify({
    v: 1,
    u: endpoint,
    i: tokenId,
    s: secret.reveal(),
    k: hubThumbprint,
    x: 0,
    ...changed,
  });
}

const digest = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const anyToken = fc.record(
  {
    endpoint: fc.string({ minLength: 1, maxLength: 300, unit: 'binary' }),
    tokenId: fc.stringMatching(/^[0-9a-f]{12}$/),
    secret: digest.map((text) => new Confidential(text)),
    hubThumbprint: digest,
    expiresAt: fc.integer({ min: 0, max: 4e9 }).map((seconds) => new Date(seconds * 1000)),
    memberName: fc.string({ minLength: 1, maxLength: 63 }),
    caDigest: digest,
  },
  { requiredKeys: ['endpoint', 'tokenId', 'secret', 'hubThumbprint', 'expiresAt'] },
);

describe('parseJoinToken()', () => {
  it('reads what renderJoinToken() wrote', () => {
    fc.assert(
      fc.property(anyToken, (token) => {
        const { secret, ...shown } = parseJoinToken(renderJoinToken(token));

        expect(secret.reveal()).toBe(token.secret.reveal());
        expect(shown).toEqual({ ...token, secret: undefined });
      }),
    );
  });

  it('refuses every text that is no token with the same code', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `jnry_${text}`),
        ),
        (text) => {
          expect(() => parse(text)).toThrow(malformed);
        },
      ),
    );
  });

  it('takes any content with check digits that fit as a token, or refuses it with the same code', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((value) => documentWith(value)),
        ),
        (content) => {
          const code = readCode(() => parse(withCheckDigits(content)));

          expect(['none', 'JOINERY_TOKEN_MALFORMED', 'JOINERY_TOKEN_TOO_NEW']).toContain(code);
        },
      ),
    );
  });

  it('refuses a token with any one character changed', () => {
    for (let at = 0; at < whole.length; at += 1) {
      const other = whole.charAt(at) === 'A' ? 'B' : 'A';

      expect(() => parse(whole.slice(0, at) + other + whole.slice(at + 1)), `character ${at}`).toThrow(
        malformed,
      );
    }
  });

  it('refuses a token with any one character left out', () => {
    for (let at = 0; at < whole.length; at += 1) {
      expect(() => parse(whole.slice(0, at) + whole.slice(at + 1)), `character ${at}`).toThrow(malformed);
    }
  });

  it('refuses a token cut at any place', () => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => parse(whole.slice(0, length)), `cut to ${length}`).toThrow(malformed);
      expect(() => parse(whole.slice(whole.length - length)), `end of ${length}`).toThrow(malformed);
    }
  });

  it.for([
    ['two tokens', whole + whole],
    ['a line break inside', `${whole.slice(0, 40)}\n${whole.slice(40)}`],
    ['more than 8192 characters', withCheckDigits('x'.repeat(9000))],
    ['content that is no JSON', withCheckDigits('no')],
    ['content that is a list', withCheckDigits('[]')],
    ['content that is null', withCheckDigits('null')],
    ['a format version that is a text', withCheckDigits(documentWith({ v: '2' }))],
    ['a format version of before', withCheckDigits(documentWith({ v: 0 }))],
    ['no endpoint', withCheckDigits(documentWith({ u: undefined }))],
    ['an empty endpoint', withCheckDigits(documentWith({ u: '' }))],
    ['a token id in capitals', withCheckDigits(documentWith({ i: '0123456789AB' }))],
    ['a short secret', withCheckDigits(documentWith({ s: 'c2hvcnQ' }))],
    ['a thumbprint that is a number', withCheckDigits(documentWith({ k: 5 }))],
    ['an expiry that is a text', withCheckDigits(documentWith({ x: 'tomorrow' }))],
    ['an expiry beyond all dates', withCheckDigits(documentWith({ x: Number.MAX_SAFE_INTEGER }))],
    ['a member name that is a list', withCheckDigits(documentWith({ n: [] }))],
    ['a CA digest that is too short', withCheckDigits(documentWith({ c: 'abc' }))],
  ] as const)('refuses %s', ([, text]) => {
    expect(() => parse(text)).toThrow(malformed);
  });

  it('says of a token of tomorrow what is to be upgraded', () => {
    expect(() => parse(withCheckDigits(documentWith({ v: 2, s: undefined })))).toThrow(
      expect.objectContaining({
        code: 'JOINERY_TOKEN_TOO_NEW',
        message: expect.stringContaining('format version 2') as string,
        remedy: expect.stringContaining('Upgrade Joinery on this cluster') as string,
      }),
    );
  });

  it('never quotes the text it refuses', () => {
    const secret = aJoinToken().secret.reveal();
    const texts = [`{"s":"${secret}"`, documentWith({ v: secret }), documentWith({ x: secret })];

    for (const text of texts) {
      expect(() => parse(withCheckDigits(text))).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(secret) as string }),
      );
    }
  });

  it('ignores white space around it, as files have it', () => {
    expect(parse(` ${whole}\n`)).toEqual(parse(whole));
  });
});

function readCode(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
