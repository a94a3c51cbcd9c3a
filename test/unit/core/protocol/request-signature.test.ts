import { CompactSign, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import { digestOf } from '../../../../jobs/core/protocol/digest.ts';
import { SignatureInvalid } from '../../../../jobs/core/protocol/errors.ts';
import { signJws, type JwsType } from '../../../../jobs/core/protocol/jws.ts';
import { readSigner, signRequest, verifyRequest } from '../../../../jobs/core/protocol/request-signature.ts';
import { aKey } from '../../../builders/a-key.ts';

const key = aKey(1);
const body = Buffer.from('{"name":"edge-7"}');
const request = { method: 'POST', path: '/v1/leave', body };
const claims = { method: 'POST', path: '/v1/leave', hub: 'hub', digest: digestOf(body), time: 1, id: 'id' };

/** A compact JWS with any header, as somebody with a key of their own can make it. */
async function signWithHeader(header: { alg: string; typ?: string; kid?: string }): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader(header)
    .sign(await importJWK({ ...key }, 'Ed25519'));
}

describe('verifyRequest()', () => {
  it('returns the claims of a request it signed for', async () => {
    const signature = await signRequest(claims, key);

    expect(await verifyRequest(signature, publicHalf(key), request)).toEqual(claims);
  });

  it.for([
    ['another method', { ...request, method: 'GET' }],
    ['another path', { ...request, path: '/v1/sync' }],
    ['a query that was added', { ...request, path: '/v1/leave?now' }],
    ['another body', { ...request, body: Buffer.from('{"name":"edge-8"}') }],
    ['one more byte in the body', { ...request, body: Buffer.concat([body, Buffer.from(' ')]) }],
    ['an empty body', { ...request, body: Buffer.alloc(0) }],
  ] as const)('refuses a signature for %s', async ([, other]) => {
    const signature = await signRequest(claims, key);

    await expect(verifyRequest(signature, publicHalf(key), other)).rejects.toThrow(SignatureInvalid);
  });

  it.for(Object.keys(claims).map((name) => [name] as const))('refuses claims without %s', async ([name]) => {
    const { [name as keyof typeof claims]: _, ...rest } = claims;
    const signature = await signJws('request', JSON.stringify(rest), key);

    await expect(verifyRequest(signature, publicHalf(key), request)).rejects.toThrow(SignatureInvalid);
  });

  it.for([
    ['no JSON', 'time'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a time that is a text', JSON.stringify({ ...claims, time: '1' })],
    ['a method that is a list', JSON.stringify({ ...claims, method: ['POST'] })],
  ] as const)('refuses claims that are %s, though signed', async ([, payload]) => {
    const signature = await signJws('request', payload, key);

    await expect(verifyRequest(signature, publicHalf(key), request)).rejects.toThrow(SignatureInvalid);
  });

  it.for([['answer'], ['successor'], ['sealing-key']] as const)(
    'refuses a signature that was made as %s',
    async ([type]: readonly [JwsType]) => {
      const signature = await signJws(type, JSON.stringify(claims), key);

      await expect(verifyRequest(signature, publicHalf(key), request)).rejects.toThrow(SignatureInvalid);
    },
  );

  it('refuses a signature without a type', async () => {
    const signature = await signWithHeader({ alg: 'Ed25519', kid: thumbprint(key) });

    await expect(verifyRequest(signature, publicHalf(key), request)).rejects.toThrow(SignatureInvalid);
  });

  it('refuses a signature by another key', async () => {
    const signature = await signRequest(claims, aKey(2));

    await expect(verifyRequest(signature, publicHalf(key), request)).rejects.toThrow(SignatureInvalid);
  });

  it('refuses "none" as an algorithm', async () => {
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'joinery-request+jws' })).toString(
      'base64url',
    );
    const unsigned = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;

    await expect(verifyRequest(unsigned, publicHalf(key), request)).rejects.toThrow(SignatureInvalid);
  });

  it('refuses a signature with any one character changed', async () => {
    const signature = await signRequest(claims, key);
    const altered = Array.from(signature, (character, at) => {
      const other = character === 'A' ? 'B' : 'A';
      return signature.slice(0, at) + other + signature.slice(at + 1);
    });

    // The last character carries two bits that base64url ignores: there, another character may say the same.
    const outcomes = await Promise.allSettled(
      altered.slice(0, -1).map(async (text) => verifyRequest(text, publicHalf(key), request)),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
  });
});

describe('readSigner()', () => {
  it.for([
    ['empty', ''],
    ['no JWS', 'garbage'],
    ['three empty parts', '..'],
    ['a header that is no JSON', 'Z2FyYmFnZQ.e30.e30'],
    ['a header without a key id', `${Buffer.from('{"alg":"Ed25519"}').toString('base64url')}.e30.e30`],
    ['a key id that is empty', `${Buffer.from('{"kid":""}').toString('base64url')}.e30.e30`],
    ['a key id that is an object', `${Buffer.from('{"kid":{}}').toString('base64url')}.e30.e30`],
  ] as const)('refuses a signature that is %s', ([, signature]) => {
    expect(() => readSigner(signature)).toThrow(SignatureInvalid);
  });

  it('names the key by its thumbprint', async () => {
    expect(readSigner(await signRequest(claims, key))).toBe(thumbprint(key));
  });
});
