import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

/** A server that takes requests. */
export interface RunningServer {
  readonly port: number;
  /** Takes no new requests, lets those under way end, then resolves. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Folder with `tls.crt` and `tls.key`; without it plain HTTP, for behind an ingress. */
  readonly tlsFolder?: string;
}

/** Slow senders are cut off: longest time for the headers and for a whole request, in milliseconds. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 20_000;

/** Longer than the 60 s after which common load balancers drop idle connections, so that they close first. */
const keepAliveTimeoutMs = 75_000;

/** Connections a replica holds; more are closed at once, since each may cost as much memory as a body. */
const maxConnections = 1000;

/** Serves an application on all addresses of the pod, IPv6 included where there is any. */
export async function serve(app: Hono, { port, tlsFolder }: ServeOptions): Promise<RunningServer> {
  const listener = getRequestListener(app.fetch);
  const server: Server =
    tlsFolder === undefined
      ? createHttpServer((request, response) => void listener(request, response))
      : createHttpsServer(
          readCertificate(tlsFolder),
          (request, response) => void listener(request, response),
        );
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  server.keepAliveTimeout = keepAliveTimeoutMs;
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () =>
      new Promise<void>((resolve) => {
        // A connection whose request is under way is closed as soon as it is answered.
        server.keepAliveTimeout = 1;
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function readCertificate(folder: string): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(join(folder, 'tls.crt')), key: readFileSync(join(folder, 'tls.key')) };
}
