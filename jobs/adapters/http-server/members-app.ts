import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { maxBodyBytes } from '../../core/protocol/wire.ts';

/** An answer of at most this size goes out as it is, in bytes: it fits into one packet. */
const plainBytes = 1200;

/**
 * Signatures cover the decoded body, so whoever stands between may unpack and pack it again. Most of a list of
 * parts is ids, which no effort makes smaller.
 */
const pack = async (body: Uint8Array) => promisify(gzip)(body, { level: constants.Z_BEST_SPEED });

/** A request as the hub's workflows take it. */
interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** An answer as they give it. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Builds what members talk to. It knows HTTP and nothing else: it takes off whatever stands before `/v1`
 * (some ingresses strip it, some do not), bounds the body, and hands both on.
 *
 * @param answer `undefined` while the hub has no identity yet; then everything is 503. Its signal aborts
 *   when the sender closes the connection.
 */
export function buildMembersApp(
  answer: () => ((incoming: Incoming, gone: AbortSignal) => Promise<Answer>) | undefined,
): RequestListener {
  return (request, response) => {
    const give = answer();
    if (give === undefined) {
      response.writeHead(503, { 'retry-after': '1' }).end('The hub is starting.\n');
      return;
    }
    // Only the sender can break it: the workflows answer whatever happens.
    respond(request, response, give).catch(() => response.destroy());
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  give: (incoming: Incoming, gone: AbortSignal) => Promise<Answer>,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const { method = '', url = '' } = request;
  const sent = await readBounded(request);
  const incoming = { method, path: readPath(url), headers: readHeaders(request), body: sent };
  const { status, headers, body } = await give(incoming, gone.signal);
  // Nobody reads the rest of a body that is too long.
  const end = sent.length > maxBodyBytes ? { connection: 'close' } : {};
  const isPacked = body.length > plainBytes && /\bgzip\b/.test(incoming.headers['accept-encoding'] ?? '');
  const encoding = isPacked ? { 'content-encoding': 'gzip' } : {};
  const packed = isPacked ? await pack(body) : body;
  response
    .writeHead(status, { ...headers, ...encoding, ...end, 'content-length': packed.length })
    .end(packed);
}

/** Path and query from the last version on, also of one the hub does not speak; of a path without one, all of it. */
function readPath(url: string): string {
  const [path = '', ...query] = url.split('?');
  const ours = path.slice([...path.matchAll(/\/v[0-9]+(?=\/)/g)].at(-1)?.index ?? 0);
  return [ours, ...query].join('?');
}

/** One text for each header; of those sent several times, the texts with commas between them. */
function readHeaders({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
  );
}

/** Reads at most one byte more than the limit, so that the workflow can tell that it was too long. */
async function readBounded(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Uint8Array;
    chunks.push(bytes);
    length += bytes.length;
    if (length > maxBodyBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBodyBytes + 1);
}
