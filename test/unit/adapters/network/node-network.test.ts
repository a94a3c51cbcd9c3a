import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NodeNetwork } from '../../../../jobs/adapters/network/node-network.ts';
import { aCertificate, type Certificate } from '../../../builders/a-certificate.ts';
import { startLoopbackServer, type LoopbackServer } from '../../../fakes/loopback-server.ts';

const network = new NodeNetwork();
const host = '127.0.0.1';
const dayMs = 24 * 60 * 60 * 1000;

let authority: Certificate;
let server: LoopbackServer | undefined;
let silent: Server | undefined;

beforeAll(async () => {
  authority = await aCertificate({ subject: 'CN=Hub authority' });
});
afterEach(async () => {
  await server?.stop();
  silent?.close();
});

async function show(certificate: Certificate): Promise<number> {
  const tls = { cert: certificate.certificate, key: certificate.key };
  server = await startLoopbackServer((_, response) => response.end(), tls);
  return server.port;
}

describe('NodeNetwork', () => {
  it('finds the addresses of a name', async () => {
    expect(await network.resolve('localhost')).toEqual({ value: expect.arrayContaining([host]) });
    expect(await network.resolve(host)).toEqual({ value: [host] });
  });

  it('says that nobody knows a name', async () => {
    expect(await network.resolve('hub.invalid')).toEqual({ failure: expect.stringMatching(/DNS/) });
  });

  it('opens a connection, or says why not', async () => {
    const port = await show(await aCertificate({ issuer: authority, hosts: [host] }));

    expect(await network.connect({ host, port })).toEqual({ value: undefined });
    expect(await network.connect({ host, port: 1 })).toEqual({ failure: 'the connection is refused' });
  });

  it('trusts a certificate of a CA it was given', async () => {
    const port = await show(await aCertificate({ issuer: authority, hosts: [host], validForMs: 30 * dayMs }));

    const shown = await network.handshake({ host, port, extraCa: authority.certificate });

    expect(shown).toEqual({ value: { issuer: 'Hub authority', expiresAt: expect.any(Date) } });
  });

  it.for([
    ['of no CA it was given', { hosts: [host] }, false, /was issued by no CA/],
    ['for another host', { hosts: ['other.example.com'] }, true, /another host name/],
    ['that has expired', { hosts: [host], validForMs: -dayMs }, true, /has expired/],
  ] as const)(
    'distrusts a certificate %s, and says who issued it',
    async ([, options, isKnown, distrust]) => {
      const port = await show(await aCertificate({ issuer: authority, ...options }));

      const shown = await network.handshake({ host, port, extraCa: isKnown ? authority.certificate : '' });

      expect(shown).toMatchObject({
        value: { issuer: 'Hub authority', distrust: expect.stringMatching(distrust) },
      });
    },
  );

  it('says that a server does not speak TLS', async () => {
    silent = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => silent?.listen(0, host, resolve));
    const { port } = silent.address() as AddressInfo;

    const shown = await network.handshake({ host, port, extraCa: '' });

    expect(shown).toEqual({ failure: 'it does not speak TLS' });
  });
});
