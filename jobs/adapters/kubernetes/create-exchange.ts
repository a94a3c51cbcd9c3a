import { once } from 'node:events';
import { Agent as HttpAgent, request as requestByHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestByHttps } from 'node:https';
import type { KubernetesExchange } from './connection.ts';

/** No connection takes longer to open, and no answer to begin or go on, in milliseconds. */
const timeoutMs = 15_000;

/** An idle connection is closed before anything on the way to the API server drops it. */
const idleMs = 30_000;

/** Connections at once; further requests wait for one. Watches have as many as there are: one that waited would never begin. */
const maxSockets = 32;

/** By what to know the server, and what shows who we are; all PEM. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

/**
 * Creates a way to an API server over connections that stay open. It is Node's own client: undici would
 * cost every program 16 MiB.
 */
export function createExchange(server: string, tls: TlsMaterial = {}): KubernetesExchange {
  const isPlain = server.startsWith('http:');
  const createPool = (limit: { maxSockets?: number }): HttpAgent => {
    const pool = { keepAlive: true, timeout: idleMs, ...limit };
    return isPlain ? new HttpAgent(pool) : new HttpsAgent({ ...pool, ...tls });
  };
  const short = createPool({ maxSockets });
  const long = createPool({});
  const start = isPlain ? requestByHttp : requestByHttps;
  return async (url, { method, headers, body, signal, silenceMs }) => {
    const agent = silenceMs === undefined ? short : long;
    const request = start(url, { agent, method, headers, ...(signal === undefined ? {} : { signal }) });
    request.setTimeout(timeoutMs, () => request.destroy(new Silence()));
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    request.setTimeout(silenceMs ?? timeoutMs);
    // Once there is an answer, an error is its reader's business and comes to it as well.
    request.on('error', () => undefined);
    return { status: response.statusCode ?? 0, body: response };
  };
}

class Silence extends Error {
  readonly code = 'ETIMEDOUT';
}
