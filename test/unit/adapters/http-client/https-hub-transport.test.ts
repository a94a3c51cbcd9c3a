import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HttpsHubTransport } from '../../../../jobs/adapters/http-client/https-hub-transport.ts';
import type { HubRequest } from '../../../../jobs/ports/hub-transport.ts';
import { aCertificate, type Certificate } from '../../../builders/a-certificate.ts';
import { startLoopbackServer, type Answer, type LoopbackServer } from '../../../fakes/loopback-server.ts';

const { signal } = new AbortController();
const transport = new HttpsHubTransport();
const hosts = ['127.0.0.1', 'localhost'];

let authority: Certificate;
let server: LoopbackServer | undefined;

beforeAll(async () => {
  authority = await aCertificate({ subject: 'CN=Hub authority' });
});
afterEach(async () => server?.stop());
afterAll(() => transport.close());

const answerOk: Answer = (_, response) => response.writeHead(200, { 'joinery-signature': 'a.b.c' }).end('{}');

async function start(answer: Answer, tls?: Certificate): Promise<string> {
  server = await startLoopbackServer(answer, tls && { cert: tls.certificate, key: tls.key });
  return `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${server.port}/joinery`;
}

function aRequest(endpoint: string, overrides: Partial<HubRequest> = {}): HubRequest {
  return {
    endpoint,
    method: 'POST',
    path: '/v1/join',
    headers: { 'joinery-token-id': 'a' },
    body: Buffer.from('{}'),
    ...overrides,
  };
}

/** How a hub cannot be reached, an endpoint where that is so, and a word that tells it. */
const unreachable: readonly (readonly [string, () => Promise<string>, string])[] = [
  ['that refuses the connection', async () => (await start(answerOk)).replace(/:\d+/, ':1'), 'refused'],
  ['whose name nobody knows', async () => 'https://hub.invalid/joinery', 'name'],
  ['that resets the connection', async () => start((request) => void request.socket.destroy()), 'closed'],
  [
    'that speaks plain HTTP where TLS is expected',
    async () => (await start(answerOk)).replace('http', 'https'),
    'failed',
  ],
];

describe('HttpsHubTransport', () => {
  it('puts the endpoint before the path and hands back what came', async () => {
    const endpoint = await start(answerOk);

    const { status, headers, body } = await transport.send(aRequest(endpoint), signal);

    expect([status, headers['joinery-signature'], Buffer.from(body).toString()]).toEqual([
      200,
      'a.b.c',
      '{}',
    ]);
    expect(server?.requests).toEqual([{ method: 'POST', url: '/joinery/v1/join', body: '{}' }]);
  });

  it.for([[301], [404], [502]] as const)('hands back %i and follows nothing', async ([status]) => {
    const endpoint = await start((_, response) =>
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(),
    );

    expect((await transport.send(aRequest(endpoint), signal)).status).toBe(status);
  });

  it('cuts a body that is longer than the protocol allows', async () => {
    const endpoint = await start((_, response) => response.end(Buffer.alloc(10_000_000)));

    expect((await transport.send(aRequest(endpoint), signal)).body.length).toBe(65_536);
  });

  it('reads as much as whoever asked allows', async () => {
    const endpoint = await start((_, response) => response.end(Buffer.alloc(1_000_000)));
    const request = aRequest(endpoint, { maxAnswerBytes: 500_000 });

    expect((await transport.send(request, signal)).body.length).toBe(500_000);
  });

  it('asks for packed answers, and unpacks them', async () => {
    let asked: string | undefined;
    const endpoint = await start((request, response) => {
      asked = request.headers['accept-encoding'];
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"sky":"blue"}'));
    });

    const { body } = await transport.send(aRequest(endpoint), signal);

    expect(asked).toBe('gzip');
    expect(Buffer.from(body).toString()).toBe('{"sky":"blue"}');
  });

  it('unpacks no more than the protocol allows', async () => {
    const endpoint = await start((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100_000_000))),
    );

    expect((await transport.send(aRequest(endpoint), signal)).body.length).toBe(65_536);
  });

  it.for([
    ['was damaged', (packed: Buffer) => packed.fill('x', 0, 10)],
    ['broke off', (packed: Buffer) => packed.subarray(0, packed.length / 2)],
  ] as const)('says that a packed answer %s', async ([found, spoil]) => {
    const endpoint = await start((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(spoil(gzipSync(randomBytes(1000)))),
    );

    await expect(transport.send(aRequest(endpoint), signal)).rejects.toMatchObject({
      code: 'JOINERY_HUB_UNREACHABLE',
      message: expect.stringContaining(found) as string,
    });
  });

  it('leaves an encoding that it did not ask for as it is', async () => {
    const endpoint = await start((_, response) =>
      response.writeHead(200, { 'content-encoding': 'br' }).end('packed'),
    );

    expect(Buffer.from((await transport.send(aRequest(endpoint), signal)).body).toString()).toBe('packed');
  });

  it.for(unreachable)('cannot reach a hub %s', async ([, build, word]) => {
    const endpoint = await build();

    await expect(transport.send(aRequest(endpoint), signal)).rejects.toMatchObject({
      code: 'JOINERY_HUB_UNREACHABLE',
      message: expect.stringContaining(word) as string,
    });
  });

  it.for([
    [
      'of an authority nobody trusts',
      async () => aCertificate({ subject: 'CN=hub', issuer: authority, hosts }),
      'no CA',
    ],
    ['that signed itself', async () => aCertificate({ subject: 'CN=Self', hosts }), 'self-signed'],
  ] as const)('does not trust a certificate %s', async ([, make, word]) => {
    const endpoint = await start(answerOk, await make());

    await expect(transport.send(aRequest(endpoint), signal)).rejects.toMatchObject({
      code: 'JOINERY_HUB_TLS_UNTRUSTED',
      message: expect.stringContaining(word) as string,
    });
    expect(server?.requests).toEqual([]);
  });

  it.for([
    ['that has expired', { hosts, validForMs: -3_600_000 }, 'expired'],
    ['for another host', { hosts: ['other.example.com'] }, 'another host'],
  ] as const)('does not trust a certificate %s, though the authority is right', async ([, facts, word]) => {
    const endpoint = await start(
      answerOk,
      await aCertificate({ subject: 'CN=hub', issuer: authority, ...facts }),
    );
    const request = aRequest(endpoint, { extraCa: authority.certificate });

    await expect(transport.send(request, signal)).rejects.toMatchObject({
      code: 'JOINERY_HUB_TLS_UNTRUSTED',
      message: expect.stringContaining(word) as string,
    });
  });

  it('trusts the authority it was given, and nobody else by it', async () => {
    const endpoint = await start(
      answerOk,
      await aCertificate({ subject: 'CN=hub', issuer: authority, hosts }),
    );
    const trusted = await transport.send(aRequest(endpoint, { extraCa: authority.certificate }), signal);

    await expect(transport.send(aRequest(endpoint), signal)).rejects.toMatchObject({
      code: 'JOINERY_HUB_TLS_UNTRUSTED',
    });
    expect(trusted.status).toBe(200);
  });

  it('trusts every certificate of a bundle', async () => {
    const endpoint = await start(
      answerOk,
      await aCertificate({ subject: 'CN=hub', issuer: authority, hosts }),
    );
    const { certificate } = await aCertificate({ subject: 'CN=Other authority' });

    const { status } = await transport.send(
      aRequest(endpoint, { extraCa: `${certificate}${authority.certificate}` }),
      signal,
    );

    expect(status).toBe(200);
  });

  it('looks at no certificate only where that was asked for', async () => {
    const endpoint = await start(answerOk, await aCertificate({ subject: 'CN=Self', hosts }));
    const request = aRequest(endpoint, { method: 'GET', path: '/v1/ca', trustAnyCertificate: true });

    expect((await transport.send(request, signal)).status).toBe(200);
    await expect(transport.send(aRequest(endpoint), signal)).rejects.toMatchObject({
      code: 'JOINERY_HUB_TLS_UNTRUSTED',
    });
  });

  it('gives up on a slow hub with the reason when it is told to', async () => {
    const stop = new AbortController();
    const endpoint = await start(() => stop.abort(new Error('stopped')));

    await expect(transport.send(aRequest(endpoint), stop.signal)).rejects.toEqual(new Error('stopped'));
  });

  it('gives up on an answer that does not end', async () => {
    const stop = new AbortController();
    const endpoint = await start((_, response) => {
      response.write('{');
      setImmediate(() => stop.abort(new Error('stopped')));
    });

    await expect(transport.send(aRequest(endpoint), stop.signal)).rejects.toEqual(new Error('stopped'));
  });
});
