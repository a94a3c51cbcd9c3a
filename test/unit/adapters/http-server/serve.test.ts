import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { serve, type RunningServer } from '../../../../jobs/adapters/http-server/serve.ts';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';
import type { KeyPair } from '../../../../jobs/core/hub-certificate/hub-certificate.ts';
import { aCertificate, type Certificate } from '../../../builders/a-certificate.ts';

const listener: RequestListener = (_, response) => {
  arrived.resolve();
  void asked.promise.then(() => response.end('done'));
};

let arrived = Promise.withResolvers<void>();
let asked = Promise.withResolvers<void>();
let server: RunningServer | undefined;

afterEach(async () => {
  asked.resolve();
  await server?.stop();
  arrived = Promise.withResolvers<void>();
  asked = Promise.withResolvers<void>();
});

async function aKeyPair(issuer: Certificate): Promise<KeyPair> {
  const { certificate, key } = await aCertificate({ subject: 'CN=hub', issuer, hosts: ['127.0.0.1'] });
  return { certificate, key: new Confidential(key) };
}

/** Connects as one who trusts that authority alone, and reads what is served. */
async function readCertificate(port: number, { certificate: ca }: Certificate): Promise<string | undefined> {
  const socket = connect({ port, host: '127.0.0.1', ca });
  await once(socket, 'secureConnect');
  const shown = socket.getPeerX509Certificate()?.toString();
  socket.destroy();
  return shown;
}

describe('serve()', () => {
  it('speaks TLS, and takes up another certificate while it runs', async () => {
    const authority = await aCertificate();
    const [first, second] = [await aKeyPair(authority), await aKeyPair(authority)];
    server = await serve(listener, { port: 0, certificate: first });
    const { port } = server;

    const before = await readCertificate(port, authority);
    server.renew(second);

    expect([before, await readCertificate(port, authority)]).toEqual([first.certificate, second.certificate]);
  });

  it('lets a request under way end when it stops, and takes no more', async () => {
    server = await serve(listener, { port: 0 });
    const { port } = server;
    const underWay = fetch(`http://127.0.0.1:${port}/slow`);
    await arrived.promise;

    const stopped = server.stop();
    asked.resolve();

    expect(await (await underWay).text()).toBe('done');
    await stopped;
    await expect(fetch(`http://127.0.0.1:${port}/slow`)).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    });
  });

  it('says so when the port is taken', async () => {
    server = await serve(listener, { port: 0 });

    await expect(serve(listener, { port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
