import { describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { signAnswer, verifyAnswer } from '../../../../jobs/core/protocol/answer-signature.ts';
import { digestOf } from '../../../../jobs/core/protocol/digest.ts';
import { digestRequest } from '../../../../jobs/core/protocol/request-digest.ts';
import { signJws } from '../../../../jobs/core/protocol/jws.ts';
import { aKey } from '../../../builders/a-key.ts';

const key = aKey(1);
const body = Buffer.from('{"state":"Joined"}');
const request = {
  method: 'POST',
  path: '/v1/join',
  headers: { 'joinery-signature': 'a', 'joinery-token-id': 'b', 'joinery-token-proof': 'c', other: 'd' },
  body: Buffer.from('{}'),
};
const answer = { endpoint: 'https://hub.example.com', status: 200, body, request };
const claims = {
  status: 200,
  request: digestRequest(request),
  digest: digestOf(body),
  time: 1,
  epoch: 1,
  hub: 'hub',
};
const notProven = { code: 'JOINERY_ANSWER_NOT_PROVEN' };

function withHeader(name: string) {
  return { ...request, headers: { ...request.headers, [name]: 'altered' } };
}

describe('verifyAnswer()', () => {
  it('does not mind headers that proxies add', async () => {
    const seen = { ...request, headers: { ...request.headers, 'x-forwarded-for': '192.0.2.1' } };

    expect(
      await verifyAnswer(await signAnswer(claims, key), [publicHalf(key)], { ...answer, request: seen }),
    ).toEqual(claims);
  });

  it('returns the claims of the answer the hub gave', async () => {
    expect(await verifyAnswer(await signAnswer(claims, key), [publicHalf(key)], answer)).toEqual(claims);
  });

  it.for([
    ['a status that was changed', { ...answer, status: 403 }],
    ['a body that was changed', { ...answer, body: Buffer.from('{"state":"Pending"}') }],
    ['an empty body', { ...answer, body: Buffer.alloc(0) }],
    ['the answer to another method', { ...answer, request: { ...request, method: 'GET' } }],
    ['the answer to another path', { ...answer, request: { ...request, path: '/v1/leave' } }],
    ['the answer to another body', { ...answer, request: { ...request, body: Buffer.from('{ }') } }],
    ['the answer to another signature', { ...answer, request: withHeader('joinery-signature') }],
    ['the answer to another token', { ...answer, request: withHeader('joinery-token-id') }],
    ['the answer to another proof', { ...answer, request: withHeader('joinery-token-proof') }],
  ] as const)('refuses %s', async ([, altered]) => {
    const signature = await signAnswer(claims, key);

    await expect(verifyAnswer(signature, [publicHalf(key)], altered)).rejects.toMatchObject(notProven);
  });

  it.for(Object.keys(claims).map((name) => [name] as const))('refuses claims without %s', async ([name]) => {
    const { [name as keyof typeof claims]: _, ...rest } = claims;
    const signature = await signJws('answer', JSON.stringify(rest), key);

    await expect(verifyAnswer(signature, [publicHalf(key)], answer)).rejects.toMatchObject(notProven);
  });

  it.for([
    ['signed by another key', signAnswer(claims, aKey(2))],
    ['signed as a request', signJws('request', JSON.stringify(claims), key)],
    ['signed, but no JSON', signJws('answer', 'joined', key)],
    ['not signed', Promise.resolve('')],
  ] as const)('refuses what is %s', async ([, signature]) => {
    await expect(verifyAnswer(await signature, [publicHalf(key)], answer)).rejects.toMatchObject(notProven);
  });
});
