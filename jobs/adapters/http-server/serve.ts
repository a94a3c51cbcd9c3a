import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KeyPair } from '../../core/hub-certificate/hub-certificate.ts';

/** A server that takes requests. */
export interface RunningServer {
  readonly port: number;
  /** Takes another certificate for connections from now on; nothing to a server of plain HTTP. */
  renew(certificate: KeyPair): void;
  /** Takes no new requests, lets those under way end, then resolves. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Without it plain HTTP, for behind an ingress. */
  readonly certificate?: KeyPair | undefined;
}

/** Slow senders are cut off: longest time for the headers and for a whole request, in milliseconds. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 20_000;

/** Longer than the 60 s after which common load balancers drop idle connections, so that they close first. */
const keepAliveTimeoutMs = 75_000;

/** Connections a replica holds; more are closed at once. A member keeps one, and its request is small. */
const maxConnections = 10_000;

/** Serves on all addresses of the pod, IPv6 included where there is any. */
export async function serve(
  listener: RequestListener,
  { port, certificate }: ServeOptions,
): Promise<RunningServer> {
  const server: Server =
    certificate === undefined
      ? createHttpServer(listener)
      : createHttpsServer(renderSecureContext(certificate), listener);
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
    renew: (renewed) => {
      if (server instanceof HttpsServer) server.setSecureContext(renderSecureContext(renewed));
    },
    stop: async () =>
      new Promise<void>((resolve) => {
        // A connection whose request is under way is closed as soon as it is answered.
        server.keepAliveTimeout = 1;
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function renderSecureContext({ certificate, key }: KeyPair): { cert: string; key: string } {
  return { cert: certificate, key: key.reveal() };
}
