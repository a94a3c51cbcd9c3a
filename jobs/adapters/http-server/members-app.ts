import { Hono } from 'hono';
import { maxBodyBytes } from '../../core/protocol/wire.ts';

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
 * Builds the application that members talk to. It knows HTTP and nothing else: it takes off whatever
 * stands before `/v1` (some ingresses strip it, some do not), bounds the body, and hands both on.
 *
 * @param answer `undefined` while the hub has no identity yet; then everything is 503. Its signal aborts
 *   when the sender closes the connection.
 */
export function buildMembersApp(
  answer: () => ((incoming: Incoming, gone: AbortSignal) => Promise<Answer>) | undefined,
): Hono {
  const app = new Hono();
  app.all('*', async (context) => {
    const give = answer();
    if (give === undefined) return context.text('The hub is starting.\n', 503, { 'retry-after': '1' });
    const { raw } = context.req;
    const incoming = {
      method: context.req.method,
      path: readPath(context.req.url),
      headers: Object.fromEntries(raw.headers),
      body: await readBounded(raw.body),
    };
    const { status, headers, body } = await give(incoming, raw.signal);
    return new Response(new Uint8Array(body), { status, headers: { ...headers } });
  });
  return app;
}

/** Path and query from the last `/v1` on; of a path without one, all of it. */
function readPath(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname.slice(Math.max(0, pathname.lastIndexOf('/v1/')))}${search}`;
}

/** Reads at most one byte more than the limit, so that the workflow can tell that it was too long. */
async function readBounded(stream: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  if (stream === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBodyBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBodyBytes + 1);
}
