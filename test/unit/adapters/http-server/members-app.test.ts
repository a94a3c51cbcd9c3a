import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { buildHealthApp } from '../../../../jobs/adapters/http-server/health-app.ts';
import { buildMembersApp } from '../../../../jobs/adapters/http-server/members-app.ts';
import { serve, type RunningServer } from '../../../../jobs/adapters/http-server/serve.ts';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly length: number;
}

let server: RunningServer | undefined;

afterEach(async () => server?.stop());

async function ask(listener: RequestListener, path: string, init: RequestInit = {}): Promise<Response> {
  server = await serve(listener, { port: 0 });
  return fetch(`http://127.0.0.1:${server.port}${path}`, init);
}

/** Sends a request to the application and reads what it handed on. */
async function send(
  path: string,
  init: RequestInit = {},
): Promise<{ response: Response; seen: Seen | undefined }> {
  let seen: Seen | undefined;
  const app = buildMembersApp(() => async ({ body, ...incoming }) => {
    seen = { ...incoming, length: body.length };
    return { status: 201, headers: { 'joinery-signature': 'a.b.c' }, body: Buffer.from('{}') };
  });
  return { response: await ask(app, path, init), seen };
}

describe('buildMembersApp()', () => {
  it.for([
    ['as it is', '/v1/join', '/v1/join'],
    ['without what stands before it', '/joinery/v1/join', '/v1/join'],
    ['without two of ours before it', '/v1/joinery/v1/join', '/v1/join'],
    ['with its query', '/joinery/v1/ca?a=/v1/b', '/v1/ca?a=/v1/b'],
    ['of another version', '/joinery/v2/join', '/v2/join'],
    ['with the version twice', '/v1/v1/join', '/v1/join'],
    ['of nothing', '/', '/'],
  ] as const)('hands on a path %s', async ([, path, handedOn]) => {
    expect((await send(path)).seen?.path).toBe(handedOn);
  });

  it('hands on method, headers in lower case and body', async () => {
    const { seen } = await send('/v1/join', {
      method: 'POST',
      headers: { 'Joinery-Token-Id': 'a' },
      body: 'four',
    });

    expect(seen).toMatchObject({ method: 'POST', headers: { 'joinery-token-id': 'a' }, length: 4 });
  });

  it('hands back status, headers and body', async () => {
    const { response } = await send('/v1/join');

    expect([response.status, response.headers.get('joinery-signature'), await response.text()]).toEqual([
      201,
      'a.b.c',
      '{}',
    ]);
  });

  it.for([
    ['at the limit', 65_536, 65_536],
    ['one byte over it', 65_537, 65_537],
    ['far over it', 10_000_000, 65_537],
  ] as const)('reads no more of a body %s than tells that it is too long', async ([, sent, length]) => {
    const { seen } = await send('/v1/join', { method: 'POST', body: Buffer.alloc(sent) });

    expect(seen?.length).toBe(length);
  });

  it.for([
    ['long', 'to whoever takes that', 5000, 'gzip, br', 'gzip'],
    ['long', 'to nobody else', 5000, 'br', null],
    ['short', 'to nobody', 500, 'gzip', null],
  ] as const)('packs a %s answer %s', async ([, , length, accepted, encoding]) => {
    const app = buildMembersApp(() => async () => ({ status: 200, headers: {}, body: Buffer.alloc(length) }));

    const response = await ask(app, '/v1/sync', { headers: { 'accept-encoding': accepted } });

    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect((await response.arrayBuffer()).byteLength).toBe(length);
  });

  it('asks to come again while the hub has no identity yet', async () => {
    const response = await ask(
      buildMembersApp(() => undefined),
      '/v1/join',
      { method: 'POST' },
    );

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
  });
});

describe('buildHealthApp()', () => {
  it.for([
    ['/livez', true, 200],
    ['/livez', false, 200],
    ['/readyz', true, 200],
    ['/readyz', false, 503],
    ['/metrics', false, 200],
    ['/', true, 404],
  ] as const)('answers %s, ready %s, with %i', async ([path, isReady, status]) => {
    const app = buildHealthApp({ isReady: () => isReady, renderMetrics: async () => 'up 1\n' });

    expect((await ask(app, path)).status).toBe(status);
  });

  it('gives metrics in the format that Prometheus asks for', async () => {
    const app = buildHealthApp({ isReady: () => true, renderMetrics: async () => 'up 1\n' });

    const response = await ask(app, '/metrics');

    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toBe('up 1\n');
  });
});
