import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A server on loopback that answers as the test says. */
export interface LoopbackServer {
  readonly port: number;
  /** Method, path with query, and body of every request. */
  readonly requests: { readonly method: string; readonly url: string; readonly body: string }[];
  /** Breaks every connection and takes no more. */
  readonly stop: () => Promise<void>;
}

/** Answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** Starts a server; with `tls` it speaks HTTPS. */
export async function startLoopbackServer(answer: Answer, tls?: ServerOptions): Promise<LoopbackServer> {
  const requests: LoopbackServer['requests'] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      requests.push({ method: request.method ?? '', url: request.url ?? '', body });
      answer(request, response, body);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with a JSON document. */
export function answerJson(response: ServerResponse, status: number, document: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}
