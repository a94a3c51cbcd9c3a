import { beforeEach, describe, expect, it } from 'vitest';
import type { HubRequest } from '../../../../jobs/ports/hub-transport.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';

let primary: Primary;
let secondary: Secondary;
let asked: HubRequest;

beforeEach(async () => {
  primary = await aPrimary();
  secondary = await aSecondary(primary);
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  secondary.hub.middle = async (request) => {
    asked = request;
    return { status: 502, headers: {}, body: Buffer.from('') };
  };
  await secondary.join().catch(() => undefined);
});

/** Sends what the member would have sent, with other headers or another body, and reads the answer's body. */
async function send(changed: { headers?: Record<string, string>; body?: Uint8Array }): Promise<string> {
  const headers = { ...asked.headers, ...changed.headers };
  const { body, status } = await secondary.hub.replay({ ...asked, ...changed, headers });
  return `${status} ${Buffer.from(body).toString('utf8')}`;
}

describe('receiveJoin()', () => {
  it.for([
    ['an unknown token id', { 'joinery-token-id': '0123456789ab' }],
    ['a token id that is none', { 'joinery-token-id': '../hub-identity' }],
    ['no token id', { 'joinery-token-id': '' }],
    ['a wrong proof', { 'joinery-token-proof': 'A'.repeat(43) }],
    ['a proof that is none', { 'joinery-token-proof': '{}' }],
    ['no proof', { 'joinery-token-proof': '' }],
    ['no signature', { 'joinery-signature': '' }],
    ['a signature that is none', { 'joinery-signature': 'a.b.c' }],
    [
      'garbage everywhere',
      { 'joinery-signature': '\u0000', 'joinery-token-id': '%', 'joinery-token-proof': '%' },
    ],
  ] as const)('gives a stranger with %s the same answer, byte for byte', async ([, headers]) => {
    const uniform = await send({ headers: { 'joinery-token-id': 'ffffffffffff' } });

    const answer = await send({ headers });

    expect(answer).toBe(uniform);
    expect(answer).toContain('JOINERY_JOIN_REFUSED');
    expect(await primary.listMembers()).toEqual(['eu-central']);
  });

  it('gives that answer before it reads the body', async () => {
    const uniform = await send({ headers: { 'joinery-token-id': 'ffffffffffff' } });

    const answer = await send({
      headers: { 'joinery-token-id': 'ffffffffffff' },
      body: Buffer.from('{"name":'),
    });

    expect(answer).toBe(uniform);
  });

  it('tells in its log, and only there, what was wrong', async () => {
    await send({ headers: { 'joinery-token-id': 'ffffffffffff' } });
    await primary.clock.advance(1000);
    await send({ headers: { 'joinery-token-proof': 'A'.repeat(43) } });

    const log = primary.logger.lines.join('');
    expect(log).toContain('UnknownToken');
    expect(log).toContain('WrongProof');
  });

  it.for([
    ['no JSON', 'name'],
    ['no object', '[]'],
    ['a part of it', '{"name":"edge-7"}'],
    ['another name', undefined],
  ] as const)('tells the holder of a token that a body is wrong which is %s', async ([, text]) => {
    const altered = Buffer.from(text ?? Buffer.from(asked.body).toString().replace('edge-7', 'edge-8'));

    const answer = await send({ body: altered });

    expect(answer).toContain('400 ');
    expect(answer).toContain('JOINERY_REQUEST_INVALID');
    expect(await primary.listMembers()).toEqual(['eu-central']);
  });

  it('gives a repeated request the same answer and counts it once', async () => {
    const first = await send({});

    const second = await send({});

    expect(second).toBe(first);
    expect((await primary.readVerifier('join-token-a'))?.uses).toHaveLength(1);
    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
  });

  it('refuses a request that was recorded more than five minutes ago', async () => {
    await primary.clock.advance(301_000);

    expect(await send({})).toContain('JOINERY_CLOCK_SKEW');
    expect(await primary.listMembers()).toEqual(['eu-central']);
  });

  it('at another hub is a stranger', async () => {
    const other = await aPrimary('other');

    const { status, body } = await other.answerer.answer(asked);

    expect(status).toBe(401);
    expect(Buffer.from(body).toString()).toContain('JOINERY_JOIN_REFUSED');
  });
});
