import { describe, expect, it } from 'vitest';
import { parseJoinSecret } from '../../../../jobs/core/join-secret/parse-join-secret.ts';
import { renderJoinToken } from '../../../../jobs/core/join-token/render-join-token.ts';
import { renderSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';
import { digestOf } from '../../../../jobs/core/protocol/digest.ts';
import { aCertificate } from '../../../builders/a-certificate.ts';
import { aJoinToken } from '../../../builders/a-join-token.ts';

const token = renderJoinToken(aJoinToken()).reveal();
const boundToken = renderJoinToken(aJoinToken({ memberName: 'edge-7' })).reveal();
const insecureToken = renderJoinToken(aJoinToken({ endpoint: 'http://hub.example.com' })).reveal();
const { certificate } = await aCertificate();
const noPin = { allowInsecureURL: false, primaryThumbprint: '', extraCa: '' };

function parse(texts: Record<string, string>, facts = noPin) {
  return parseJoinSecret({ name: 'mc-join', data: renderSecretData(texts) }, facts);
}

describe('parseJoinSecret()', () => {
  it.for([
    ['no keys at all', {}, 'JOINERY_JOIN_SECRET_INVALID'],
    ['no token', { endpoint: 'https://hub.example.com' }, 'JOINERY_JOIN_SECRET_INVALID'],
    ['an empty token', { token: '' }, 'JOINERY_JOIN_SECRET_INVALID'],
    ['a token of white space', { token: ' \n' }, 'JOINERY_JOIN_SECRET_INVALID'],
    ['an unknown key', { token, Token: token }, 'JOINERY_JOIN_SECRET_INVALID'],
    ['an empty endpoint', { token, endpoint: '' }, 'JOINERY_JOIN_SECRET_INVALID'],
    ['an empty name', { token, 'member-name': ' ' }, 'JOINERY_JOIN_SECRET_INVALID'],
    ['an empty CA', { token, 'ca.crt': '' }, 'JOINERY_JOIN_SECRET_INVALID'],
    ['two names', { token, 'member-name': 'a', 'cluster-name': 'a' }, 'JOINERY_JOIN_SECRET_INVALID'],
    ['a cut token', { token: token.slice(0, -1) }, 'JOINERY_TOKEN_MALFORMED'],
    ['an endpoint that is no URL', { token, endpoint: 'hub' }, 'JOINERY_URL_INVALID'],
    ['an endpoint over plain http', { token, endpoint: 'http://hub.example.com' }, 'JOINERY_URL_INSECURE'],
    ['a token for plain http', { token: insecureToken }, 'JOINERY_URL_INSECURE'],
    ['a name that is no DNS label', { token, 'member-name': 'Edge 7' }, 'JOINERY_NAME_INVALID'],
    ['a CA that is no certificate', { token, 'ca.crt': 'certificate' }, 'JOINERY_CA_INVALID'],
    ['a CA that was cut', { token, 'ca.crt': certificate.slice(0, 200) }, 'JOINERY_CA_INVALID'],
  ] as const)('refuses a Secret with %s', ([, texts, code]) => {
    expect(() => parse(texts as Record<string, string>)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a Secret without data', () => {
    expect(() => parseJoinSecret({ name: 'mc-join', data: undefined }, noPin)).toThrow(
      expect.objectContaining({ code: 'JOINERY_JOIN_SECRET_INVALID' }),
    );
  });

  it('refuses a token for another hub than the pinned one', () => {
    const pinned = { ...noPin, primaryThumbprint: Buffer.alloc(32, 1).toString('base64url') };

    expect(() => parse({ token }, pinned)).toThrow(
      expect.objectContaining({ code: 'JOINERY_PRIMARY_PIN_MISMATCH' }),
    );
  });

  it('takes endpoint and name from the token when the Secret has no other', () => {
    expect(parse({ token: `${boundToken}\n` })).toMatchObject({
      endpoint: 'https://hub.example.com/joinery',
      extraCa: '',
      tokenDigest: digestOf(boundToken),
      token: { memberName: 'edge-7' },
    });
  });

  it('prefers what the Secret says', () => {
    const texts = {
      token: boundToken,
      endpoint: ' https://other.example.com/ ',
      'member-name': 'edge-8\n',
      'ca.crt': certificate,
    };

    expect(parse(texts, { ...noPin, primaryThumbprint: aJoinToken().hubThumbprint })).toMatchObject({
      endpoint: 'https://other.example.com',
      memberName: 'edge-8',
      extraCa: certificate,
    });
  });

  it('takes the name under the key that Kasten K10 uses', () => {
    expect(parse({ token, 'cluster-name': 'edge-7' })).toMatchObject({ memberName: 'edge-7' });
  });

  it('has the same digest for the same token, however it is spaced', () => {
    expect(parse({ token: `  ${token}\n` }).tokenDigest).toBe(parse({ token }).tokenDigest);
  });
});
