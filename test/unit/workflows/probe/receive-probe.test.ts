import { beforeEach, describe, expect, it } from 'vitest';
import type { ProbeAnswer } from '#validators/probe-answer';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';
import { parseJoinToken } from '../../../../jobs/core/join-token/parse-join-token.ts';
import { deriveProofKey, renderProof } from '../../../../jobs/core/join-token/proof-key.ts';
import type { JoinToken } from '../../../../jobs/core/join-token/join-token.ts';
import type { PrivateKey } from '../../../../jobs/core/keys/public-key.ts';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { digestOf } from '../../../../jobs/core/protocol/digest.ts';
import { signRequest } from '../../../../jobs/core/protocol/request-signature.ts';
import { wireHeaders } from '../../../../jobs/core/protocol/wire.ts';
import { aKey } from '../../../builders/a-key.ts';
import { aPrimary, aSecondary, type Primary } from '../../../builders/a-set.ts';

const path = '/v1/probe';

let primary: Primary;

beforeEach(async () => {
  primary = await aPrimary();
});

async function probe(document: unknown, headers: Record<string, string> = {}) {
  const body = Buffer.from(JSON.stringify(document));
  const { status, body: answer } = await primary.answerer.answer({ method: 'POST', path, headers, body });
  return { status, body, answer: JSON.parse(Buffer.from(answer).toString('utf8')) as ProbeAnswer };
}

/** Asks what a join under this name would meet, as somebody who has the token. */
async function probeToken(
  token: JoinToken,
  applicant: { name?: string; key?: PrivateKey; claimed?: PrivateKey } = {},
) {
  const { name = 'edge-7', key = aKey(1), claimed = key } = applicant;
  const document = { holdSeconds: 0, applicant: { name, key: publicHalf(claimed) } };
  const digest = digestOf(JSON.stringify(document));
  const claims = { method: 'POST', path, hub: token.hubThumbprint, digest, time: 0, id: 'a' };
  const signature = await signRequest(claims, key);
  const { answer } = await probe(document, {
    [wireHeaders.signature]: signature,
    [wireHeaders.tokenId]: token.tokenId,
    [wireHeaders.tokenProof]: renderProof(deriveProofKey(token.tokenId, token.secret), signature),
  });
  return answer.token;
}

async function mint(annotations: Record<string, string> = {}): Promise<JoinToken> {
  const { token = '' } = await primary.mint('join-token-a', annotations);
  return parseJoinToken(new Confidential(token));
}

describe('receiveProbe()', () => {
  it('tells anybody what arrived', async () => {
    const { status, body, answer } = await probe(
      { holdSeconds: 0, filler: 'x' },
      { 'joinery-signature': 'abc', other: 'y' },
    );

    expect(status).toBe(200);
    expect(answer).toEqual({
      version: '0.1.0',
      received: { bodyDigest: digestOf(body), headers: { 'joinery-signature': digestOf('abc') } },
      heldSeconds: 0,
      chain: primary.hub.identity().chain,
    });
  });

  it('holds the answer back as long as asked', async () => {
    const waiting = probe({ holdSeconds: 12 });

    await primary.clock.advance(12_000);

    expect((await waiting).answer.heldSeconds).toBe(12);
  });

  it('holds eight at once, and answers more at once', async () => {
    const waiting = Array.from({ length: 8 }, async () => probe({ holdSeconds: 60 }));
    await primary.clock.advance(1000);

    expect((await probe({ holdSeconds: 60 })).answer.heldSeconds).toBe(0);

    await primary.clock.advance(59_000);
    const held = await Promise.all(waiting);
    expect(held.map(({ answer }) => answer.heldSeconds)).toEqual(Array(8).fill(60));
    expect((await probe({ holdSeconds: 0 })).status).toBe(200);
  });

  it('lets held answers go when the replica stops', async () => {
    const waiting = probe({ holdSeconds: 60 });
    await primary.clock.advance(5000);

    const closed = primary.hub.polls.close(primary.ports, 3000);
    await primary.clock.advance(3000);
    await closed;

    expect((await waiting).answer.heldSeconds).toBeLessThanOrEqual(8);
  });

  it.for([
    ['a list', []],
    ['a hold of an hour', { holdSeconds: 3600 }],
    ['a hold before now', { holdSeconds: -1 }],
  ] as const)('refuses %s, with the key chain', async ([, document]) => {
    const { status, answer } = await probe(document);

    expect(status).toBe(400);
    expect(answer).toMatchObject({ code: 'JOINERY_REQUEST_INVALID', chain: expect.any(Array) });
  });

  it('says that a good token would do, and leaves it good', async () => {
    const token = await mint();

    expect(await probeToken(token)).toEqual({ expiresAt: '2026-11-21T12:00:00Z' });

    expect((await primary.readVerifier('join-token-a'))?.uses).toEqual([]);
    expect(await primary.listMembers()).toEqual(['eu-central']);
  });

  it.for([
    ['an expired token', { 'joinery.dev/ttl': '10s' }, {}, 'JOINERY_TOKEN_EXPIRED'],
    ['another name', { 'joinery.dev/member-name': 'edge-8' }, {}, 'JOINERY_TOKEN_FOR_ANOTHER_NAME'],
    ["the primary's name", {}, { name: 'eu-central' }, 'JOINERY_NAME_TAKEN'],
    ['a name that leads elsewhere', {}, { name: '../secrets' }, 'JOINERY_NAME_INVALID'],
    ['a key that did not sign', {}, { claimed: aKey(2) }, 'JOINERY_JOIN_REFUSED'],
  ] as const)('says what %s would meet', async ([, annotations, applicant, code]) => {
    const token = await mint(annotations);
    await primary.clock.advance(11_000);

    expect(await probeToken(token, applicant)).toMatchObject({
      code,
      detail: expect.stringMatching(/^Cannot/),
    });
  });

  it('says of a spent token that it is spent, but not to the key that spent it', async () => {
    const secondary = await aSecondary(primary);
    const { token = '' } = await primary.mint('join-token-a');
    await secondary.giveToken({ token, 'member-name': 'edge-7' });
    const outcome = await secondary.join();
    const parsed = parseJoinToken(new Confidential(token));
    const key = 'identity' in outcome ? outcome.identity.signing : aKey(9);

    expect(await probeToken(parsed)).toMatchObject({ code: 'JOINERY_TOKEN_SPENT' });
    expect(await probeToken(parsed, { key, claimed: key })).toEqual({ expiresAt: '2026-11-21T12:00:00Z' });
  });

  it.for([
    ['a made-up secret', { secret: new Confidential('A'.repeat(43)) }],
    ['an unknown id', { tokenId: 'ffffffffffff' }],
  ] as const)('tells nothing to whoever has %s', async ([, change]) => {
    const token = await mint({ 'joinery.dev/ttl': '10s' });
    await primary.clock.advance(11_000);

    expect(await probeToken({ ...token, ...change })).toMatchObject({ code: 'JOINERY_JOIN_REFUSED' });
  });
});
