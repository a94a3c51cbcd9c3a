import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { Agent, request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { serve, type RunningServer } from '../../../../jobs/adapters/http-server/serve.ts';
import { aCertificate } from '../../../builders/a-certificate.ts';

const app = new Hono().get('/slow', async (context) => {
  await asked.promise;
  return context.text('done');
});

let asked = Promise.withResolvers<void>();
let server: RunningServer | undefined;

afterEach(async () => {
  asked.resolve();
  await server?.stop();
  asked = Promise.withResolvers<void>();
});

describe('serve()', () => {
  it('speaks TLS with the certificate of a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const { certificate, key } = await aCertificate({ hosts: ['127.0.0.1'] });
    writeFileSync(join(folder, 'tls.crt'), certificate);
    writeFileSync(join(folder, 'tls.key'), key);
    asked.resolve();

    server = await serve(app, { port: 0, tlsFolder: folder });
    const dispatcher = new Agent({ connect: { ca: certificate } });
    const { statusCode } = await request(`https://127.0.0.1:${server.port}/slow`, { dispatcher });

    expect(statusCode).toBe(200);
    await dispatcher.destroy();
    rmSync(folder, { recursive: true });
  });

  it('lets a request under way end when it stops, and takes no more', async () => {
    server = await serve(app, { port: 0 });
    const { port } = server;
    const underWay = request(`http://127.0.0.1:${port}/slow`, { reset: true });
    await new Promise((resolve) => setImmediate(resolve));

    const stopped = server.stop();
    asked.resolve();

    expect(await (await underWay).body.text()).toBe('done');
    await stopped;
    await expect(request(`http://127.0.0.1:${port}/slow`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says so when the port is taken', async () => {
    server = await serve(app, { port: 0 });

    await expect(serve(app, { port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
