import { beforeEach, describe, expect, it } from 'vitest';
import type { HubRequest, HubResponse } from '../../../../jobs/ports/hub-transport.ts';
import { aCertificate } from '../../../builders/a-certificate.ts';
import { endpoint } from '../../../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import type { Middle } from '../../../fakes/direct-hub-transport.ts';

const text = (body: Uint8Array): string => Buffer.from(body).toString('utf8');

/** Somebody between member and hub who changes answers. */
function changing(change: (answer: HubResponse) => HubResponse): Middle {
  return async (request, next) => change(await next(request));
}

/** Somebody between member and hub who changes requests. */
function sending(change: (request: HubRequest) => HubRequest): Middle {
  return async (request, next) => next(change(request));
}

function page(status: number, contentType: string, body: string): Middle {
  return async () => ({ status, headers: { 'content-type': contentType }, body: Buffer.from(body) });
}

const without =
  (header: string) =>
  <T extends HubRequest | HubResponse>(message: T): T => ({
    ...message,
    headers: Object.fromEntries(Object.entries(message.headers).filter(([name]) => name !== header)),
  });

const withBody =
  (change: (body: string) => string) =>
  <T extends HubRequest | HubResponse>(message: T): T => ({
    ...message,
    body: Buffer.from(change(text(message.body))),
  });

const withHeader =
  (name: string, value: string) =>
  <T extends HubRequest | HubResponse>(message: T): T => ({
    ...message,
    headers: { ...message.headers, [name]: value },
  });

let primary: Primary;
let secondary: Secondary;

beforeEach(async () => {
  primary = await aPrimary();
  secondary = await aSecondary(primary);
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
});

describe('joinCluster() with something else at the address of the hub', () => {
  it.for([
    ['a 404 page', page(404, 'text/html', '<h1>Not found</h1>')],
    ['a 502 page', page(502, 'text/html', '<h1>Bad gateway</h1>')],
    ['a login page with 200', page(200, 'text/html', '<form>')],
    ['an empty answer', page(200, '', '')],
    ['a hub that is starting', page(503, 'text/plain', 'The hub is starting.\n')],
    ['another JSON service', page(200, 'application/json', '{"state":"Joined"}')],
    ['a problem that nobody signed', page(403, 'application/problem+json', '{"code":"JOINERY_TOKEN_SPENT"}')],
    ['a JSON list', page(200, 'application/json', '[]')],
    ['an answer without its signature', changing(without('joinery-signature'))],
    ['an answer that was cut', changing(withBody((body) => body.slice(0, -10)))],
  ] as const)('tries again after %s', async ([, middle]) => {
    secondary.hub.middle = middle;

    await expect(secondary.join()).rejects.toMatchObject({
      code: 'JOINERY_ANSWER_UNEXPECTED',
      disposition: 'retry',
    });

    expect(await secondary.readStatus()).toMatchObject({ status: 'Joining', reason: 'AnswerUnexpected' });
  });
});

describe('joinCluster() with somebody in the middle', () => {
  it.for([
    ['another status', changing((answer) => ({ ...answer, status: 201 }))],
    ['another state', changing(withBody((body) => body.replace('"Joined"', '"Pending"')))],
    ['another name', changing(withBody((body) => body.replace('edge-7', 'edge-8')))],
    ['one space more', changing(withBody((body) => `${body} `))],
    ['no key chain', changing(withBody((body) => body.replace('"chain"', '"chian"')))],
    ['a signature that is none', changing(withHeader('joinery-signature', 'a.b.c'))],
    ['an empty signature', changing(withHeader('joinery-signature', ''))],
  ] as const)('believes no answer with %s', async ([, middle]) => {
    secondary.hub.middle = middle;

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_ANSWER_NOT_PROVEN' });

    expect(await secondary.readStatus()).toMatchObject({ status: 'Failed', reason: 'AnswerNotProven' });
  });

  it('believes no answer to another request, though the hub signed it', async () => {
    await secondary.join();
    const [recorded] = secondary.hub.received;
    secondary.hub.middle = async () => recorded as HubResponse;

    await expect(secondary.join(true)).rejects.toMatchObject({ code: 'JOINERY_ANSWER_NOT_PROVEN' });
  });

  it('believes no refusal that another hub signed', async () => {
    const other = await aPrimary('other');
    secondary.hub.route(endpoint, () => other.answerer);

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_ANSWER_NOT_PROVEN' });
  });

  it('believes no refusal of another hub that shows the chain of the right one', async () => {
    const other = await aPrimary('other');
    secondary.hub.route(endpoint, () => other.answerer);
    const own = JSON.stringify(other.hub.identity().chain);
    const right = JSON.stringify(primary.hub.identity().chain);
    secondary.hub.middle = changing(withBody((body) => body.replace(own, right)));

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_ANSWER_NOT_PROVEN' });
  });

  it.for([
    ['another name', sending(withBody((body) => body.replace('edge-7', 'edge-8')))],
    [
      "another cluster's uid",
      sending(withBody((body) => body.replace(/"clusterUid":"./, '"clusterUid":"f'))),
    ],
    ['one space more', sending(withBody((body) => `${body} `))],
    ['no body', sending(withBody(() => ''))],
    ['another path', sending((request) => ({ ...request, path: '/v1/join?all' }))],
  ] as const)(
    'does not join, and believes no refusal, when its request arrives with %s',
    async ([, middle]) => {
      secondary.hub.middle = middle;

      await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_ANSWER_NOT_PROVEN' });

      expect(await primary.listMembers()).toEqual(['eu-central']);
      expect(await primary.lookAtToken('join-token-a')).toMatchObject({ status: 'Ready' });
    },
  );

  it.for([
    ['token id', sending(without('joinery-token-id'))],
    ['proof', sending(without('joinery-token-proof'))],
    ['signature', sending(without('joinery-signature'))],
  ] as const)('believes no refusal of a request that arrived without the %s', async ([, middle]) => {
    secondary.hub.middle = middle;

    await expect(secondary.join()).rejects.toMatchObject({ code: 'JOINERY_ANSWER_NOT_PROVEN' });

    expect(await primary.listMembers()).toEqual(['eu-central']);
  });

  it('sends the secret of its token to nobody', async () => {
    await secondary.join();

    const { token = '' } = await secondary.readSecret('mc-join');
    const { s: secret } = JSON.parse(Buffer.from(token.slice(5, -6), 'base64url').toString()) as {
      s: string;
    };
    const sent = secondary.hub.sent
      .map((request) => JSON.stringify(request.headers) + text(request.body))
      .join('');
    expect(sent).not.toContain(secret);
    expect(sent).not.toContain(token);
  });
});

describe('joinCluster() with a private CA named by the token', async () => {
  const { certificate: caBundle } = await aCertificate();
  const { certificate: ownCa } = await aCertificate({ subject: 'CN=Own authority' });
  const { certificate: thiefCa } = await aCertificate({ subject: 'CN=Thief' });
  let member: Secondary;

  beforeEach(async () => {
    const hub = await aPrimary('with-ca', { caBundle });
    member = await aSecondary(hub);
    const { token = '' } = await hub.mint('join-token-a');
    await member.giveToken({ token });
  });

  it('fetches it once and trusts nothing else from then on', async () => {
    await member.join();

    const seen = member.hub.sent.map(({ path, extraCa = '', trustAnyCertificate = false }) => ({
      path,
      extraCa,
      trustAnyCertificate,
    }));
    expect(seen).toEqual([
      { path: '/v1/ca', extraCa: '', trustAnyCertificate: true },
      { path: '/v1/join', extraCa: caBundle, trustAnyCertificate: false },
    ]);
  });

  it('also trusts the one of the join Secret, each a certificate of its own', async () => {
    await member.giveToken({ ...(await member.readSecret('mc-join')), 'ca.crt': ownCa.trimEnd() });

    await member.join();

    expect(member.hub.sent.at(-1)?.extraCa).toBe(`${ownCa.trimEnd()}\n${caBundle}`);
  });

  it('refuses another CA, though the answer says it comes from the hub', async () => {
    member.hub.middle = changing(
      withBody((body) => body.replace(JSON.stringify(caBundle), JSON.stringify(thiefCa))),
    );

    await expect(member.join()).rejects.toMatchObject({ code: 'JOINERY_ANSWER_NOT_PROVEN' });

    expect(member.hub.sent.map(({ path }) => path)).toEqual(['/v1/ca']);
  });

  it('refuses another CA that the hub itself signed', async () => {
    const { token = '' } = await member.readSecret('mc-join');
    const changed = await aPrimary('with-ca', { caBundle: thiefCa });
    const late = await aSecondary(changed);
    await late.giveToken({ token });

    await expect(late.join()).rejects.toMatchObject({ code: 'JOINERY_CA_NOT_PROVEN' });

    expect(late.hub.sent.map(({ path }) => path)).toEqual(['/v1/ca']);
  });

  it('tries again after a page instead of the CA', async () => {
    member.hub.middle = page(404, 'text/html', 'no');

    await expect(member.join()).rejects.toMatchObject({ code: 'JOINERY_ANSWER_UNEXPECTED' });
  });
});
