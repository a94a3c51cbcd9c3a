import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubernetesExchange } from '../../../../jobs/adapters/kubernetes/connection.ts';
import { createExchange } from '../../../../jobs/adapters/kubernetes/create-exchange.ts';
import { RestKubernetesApi } from '../../../../jobs/adapters/kubernetes/rest-kubernetes-api.ts';
import type { ServerResponse } from 'node:http';
import { answerJson, startLoopbackServer, type LoopbackServer } from '../../../fakes/loopback-server.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';

/** Waits take no time: this is about what happens, not about when. */
const clock = { now: () => new Date(0), sleep: async (durationMs: number) => void waitsMs.push(durationMs) };
const random = { fraction: () => 1, bytes: () => new Uint8Array(), uuid: () => '' };

const objectNamed = (name: string, version: number) => ({
  metadata: { name, uid: name, resourceVersion: String(version), managedFields: [{ manager: 'somebody' }] },
});
const event = (type: string, name: string, version: number): string =>
  `${JSON.stringify({ type, object: objectNamed(name, version) })}\n`;

let server: LoopbackServer;
let stop: AbortController;
/** How each watch after the other behaves; the last stays open. */
let streams: ((response: ServerResponse) => void)[];
/** How each list after the other fails, before they succeed. */
let failingLists: number[];
let api: RestKubernetesApi;
let waitsMs: number[];

beforeEach(async () => {
  streams = [];
  failingLists = [];
  waitsMs = [];
  stop = new AbortController();
  server = await startLoopbackServer((request, response) => {
    const failure = failingLists[0];
    if (request.url?.includes('watch=true') === true) {
      response.writeHead(200);
      response.flushHeaders();
      streams.shift()?.(response);
    } else if (failure === undefined) {
      answerJson(response, 200, { metadata: { resourceVersion: '10' }, items: [objectNamed('a', 5)] });
    } else {
      failingLists.shift();
      answerJson(response, failure, { kind: 'Status' });
    }
  });
  api = connect(createExchange(serverUrl()));
});

const serverUrl = (): string => `http://127.0.0.1:${server.port}`;

function connect(exchange: KubernetesExchange): RestKubernetesApi {
  const connection = {
    server: serverUrl(),
    exchange,
    authorization: () => undefined,
  };
  return new RestKubernetesApi(connection, { clock, random, logger: createRecordingLogger() });
}

afterEach(async () => {
  stop.abort();
  await server.stop();
});

/** Reads so many changes, as texts such as `applied b`. */
async function read(count: number): Promise<string[]> {
  const told: string[] = [];
  for await (const change of api.watch('Secret', { namespace: 'joinery' }, stop.signal)) {
    told.push(
      change.type === 'snapshot'
        ? `snapshot ${change.objects.map(({ metadata }) => metadata.name).join()}`
        : `${change.type} ${change.object.metadata.name}`,
    );
    if (told.length === count) break;
  }
  return told;
}

const watchUrls = (): URLSearchParams[] =>
  server.requests
    .filter(({ url }) => url.includes('watch=true'))
    .map(({ url }) => new URL(url, 'http://x').searchParams);

const breakOff = (response: ServerResponse): void => void response.socket?.destroy();

describe('watchObjects()', () => {
  it('tells what there is, then what changes', async () => {
    streams = [
      (response) =>
        response.write(event('ADDED', 'b', 11) + event('MODIFIED', 'b', 12) + event('DELETED', 'b', 13)),
    ];

    expect(await read(4)).toEqual(['snapshot a', 'applied b', 'applied b', 'deleted b']);
    expect(watchUrls()[0]?.get('resourceVersion')).toBe('10');
  });

  it('leaves out who set which field', async () => {
    streams = [(response) => response.write(event('ADDED', 'b', 11))];
    const told: object[] = [];
    for await (const change of api.watch('Secret', { namespace: 'joinery' }, stop.signal)) {
      told.push(...(change.type === 'snapshot' ? change.objects : [change.object]));
      if (told.length === 2) break;
    }

    expect(told).toEqual([
      { metadata: { name: 'a', uid: 'a', resourceVersion: '5' } },
      { metadata: { name: 'b', uid: 'b', resourceVersion: '11' } },
    ]);
  });

  it('puts a line together that comes in pieces', async () => {
    const line = event('ADDED', 'b', 11);
    streams = [
      (response) => {
        response.write(line.slice(0, 20));
        setImmediate(() => response.write(line.slice(20)));
      },
    ];

    expect(await read(2)).toEqual(['snapshot a', 'applied b']);
  });

  it('goes on from where it was when the stream ends in an orderly way', async () => {
    streams = [
      (response) => response.end(event('ADDED', 'b', 11) + event('BOOKMARK', '', 20)),
      (response) => response.write(event('ADDED', 'c', 21)),
    ];

    expect(await read(3)).toEqual(['snapshot a', 'applied b', 'applied c']);
    expect(watchUrls().map((query) => query.get('resourceVersion'))).toEqual(['10', '20']);
  });

  it.for([
    ['the connection is reset', breakOff],
    [
      'the version is too old',
      (response: ServerResponse) =>
        response.write(`${JSON.stringify({ type: 'ERROR', object: { code: 410 } })}\n`),
    ],
    ['a line is no JSON', (response: ServerResponse) => response.write('garbage\n')],
  ] as const)('starts over from a new list when %s', async ([, trouble]) => {
    streams = [trouble, (response) => response.write(event('ADDED', 'b', 11))];

    expect(await read(3)).toEqual(['snapshot a', 'snapshot a', 'applied b']);
  });

  it.for([
    ['ends at once', (response: ServerResponse) => response.end()],
    [
      'ends in an error',
      (response: ServerResponse) => response.end('{"type":"ERROR","object":{"code":410}}\n'),
    ],
    ['is a page', (response: ServerResponse) => response.end('<h1>\n')],
    ['is some other JSON', (response: ServerResponse) => response.end('{"error":"sign in"}\n')],
    ['is no object', (response: ServerResponse) => response.end('null\n')],
  ] as const)('waits longer each time a stream %s, though listing succeeds', async ([, trouble]) => {
    streams = [trouble, trouble, trouble];

    expect(await read(4)).toEqual(['snapshot a', 'snapshot a', 'snapshot a', 'snapshot a']);
    expect(waitsMs).toEqual([1000, 2000, 4000]);
  });

  it('waits short again after a stream that told something', async () => {
    streams = [
      breakOff,
      breakOff,
      (response) => response.write(event('ADDED', 'b', 11), () => breakOff(response)),
      (response) => response.write(event('ADDED', 'c', 12)),
    ];

    expect(await read(6)).toEqual([
      'snapshot a',
      'snapshot a',
      'snapshot a',
      'applied b',
      'snapshot a',
      'applied c',
    ]);
    expect(waitsMs).toEqual([1000, 2000, 1000]);
  });

  it('starts over when a stream falls silent, as over a connection that nobody ended', async () => {
    const asked: unknown[] = [];
    const exchange = createExchange(serverUrl());
    // A thousand times quicker than in a pod.
    api = connect(async (to, request) => {
      asked.push(request.silenceMs);
      return exchange(to, { ...request, silenceMs: request.silenceMs && request.silenceMs / 1000 });
    });
    streams = [
      (response) => response.write(event('ADDED', 'b', 11)),
      (response) => response.write(event('ADDED', 'c', 12)),
    ];

    expect(await read(4)).toEqual(['snapshot a', 'applied b', 'snapshot a', 'applied c']);
    expect(asked).toContain(150_000);
  });

  it('starts over until listing succeeds', async () => {
    failingLists = [500, 429, 403, 410];

    expect(await read(1)).toEqual(['snapshot a']);
    expect(server.requests).toHaveLength(5);
  });

  it('ends without an error when it is told to', async () => {
    const reading = read(99);
    streams = [() => stop.abort(new Error('stopped'))];

    expect(await reading).toEqual(['snapshot a']);
  });
});
