import { createSecureContext, rootCertificates, type SecureContext, TLSSocket } from 'node:tls';
import { once } from 'node:events';
import {
  Agent as HttpAgent,
  type AgentOptions,
  request as requestByHttp,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as requestByHttps } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { maxBodyBytes } from '../../core/protocol/wire.ts';
import { HubTlsUntrusted, HubUnreachable } from '../../ports/hub-transport-errors.ts';
import type { HubRequest, HubResponse, HubTransport } from '../../ports/hub-transport.ts';

/** Longest time for connecting, and for an answer to begin and to end, in milliseconds. */
const usualTimeoutMs = 10_000;

/** An idle connection is closed after this, in milliseconds; most proxies wait longer. */
const idleMs = 30_000;

/** An HTTP proxy, and the hosts that are reached without it, as the variable NO_PROXY names them. */
export interface Proxy {
  /** Empty for none. */
  readonly url: string;
  readonly noProxy: readonly string[];
}

/** Errors of TLS verification, as Node and OpenSSL name them. */
const tlsCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The way to a hub by Node's own client, one pool of connections for each set of trusted certificates. */
export class HttpsHubTransport implements HubTransport {
  readonly #pools = new Map<string, { http: HttpAgent; https: HttpsAgent }>();
  readonly #proxy: Proxy;

  /** @param proxy The way out of this network for these connections alone; none by default. */
  constructor(proxy: Proxy = { url: '', noProxy: [] }) {
    this.#proxy = proxy;
  }

  async send(asked: HubRequest, signal: AbortSignal): Promise<HubResponse> {
    const { endpoint } = asked;
    try {
      const response = await this.#start(asked, signal);
      return {
        status: response.statusCode ?? 0,
        headers: flatten(response.headers),
        ...readCertificateExpiry(response),
        body: await readBounded(decode(response), asked.maxAnswerBytes ?? maxBodyBytes),
      };
    } catch (error) {
      signal.throwIfAborted();
      throw translate(endpoint, error);
    }
  }

  /** Closes every connection. */
  close(): void {
    for (const { http, https } of this.#pools.values()) {
      http.destroy();
      https.destroy();
    }
  }

  /** Sends, and waits until the answer begins. */
  async #start(asked: HubRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const { endpoint, path, method, body, timeoutMs = usualTimeoutMs } = asked;
    const url = `${endpoint}${path}`;
    const { http, https } = this.#poolFor(asked);
    const length = method === 'GET' ? {} : { 'content-length': String(body.length) };
    const headers = { ...asked.headers, ...length, accept: 'application/json', 'accept-encoding': 'gzip' };
    const request = url.startsWith('https:')
      ? requestByHttps(url, { agent: https, method, headers, signal })
      : requestByHttp(url, { agent: http, method, headers, signal });
    request.setTimeout(timeoutMs, () => request.destroy(new Silence()));
    request.end(method === 'GET' ? undefined : body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    // From here on an error comes to whoever reads the answer, too.
    request.on('error', () => undefined);
    return response;
  }

  #poolFor({ extraCa = '', trustAnyCertificate = false }: HubRequest): {
    http: HttpAgent;
    https: HttpsAgent;
  } {
    const key = `${trustAnyCertificate}/${extraCa}`;
    const found = this.#pools.get(key);
    if (found !== undefined) return found;
    const options = { keepAlive: true, timeout: idleMs, ...this.#describeProxy() };
    const made = {
      http: new HttpAgent(options),
      https: new HttpsAgent({
        ...options,
        secureContext: trustPublicAnd(extraCa),
        rejectUnauthorized: !trustAnyCertificate,
      }),
    };
    this.#pools.set(key, made);
    return made;
  }

  #describeProxy(): Pick<AgentOptions, 'proxyEnv'> {
    const { url, noProxy } = this.#proxy;
    if (url === '') return {};
    return { proxyEnv: { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: noProxy.join(',') } };
  }
}

/** Made once for all connections: it holds some 150 certificates, a MiB of them. */
function trustPublicAnd(extraCa: string): SecureContext {
  return createSecureContext(extraCa === '' ? {} : { ca: [...rootCertificates, extraCa] });
}

class Silence extends Error {
  readonly code = 'ETIMEDOUT';
}

function readCertificateExpiry({ socket }: IncomingMessage): { certificateExpiresAt?: Date } {
  if (!(socket instanceof TLSSocket)) return {};
  const until = new Date(socket.getPeerCertificate().valid_to);
  return Number.isNaN(until.getTime()) ? {} : { certificateExpiresAt: until };
}

function flatten(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

/** Any other encoding stays as it is, and then fails as no hub's answer. */
function decode(response: IncomingMessage): Readable {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  // Whoever reads it hears of every error, and ends the answer by ending the reading.
  return pipeline(response, createGunzip(), () => undefined);
}

/** Reads a body up to a limit; what is longer is cut, and then fails as no hub's answer. */
async function readBounded(body: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = chunk as Uint8Array;
    chunks.push(bytes);
    length += bytes.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

function translate(endpoint: string, error: unknown): HubUnreachable | HubTlsUntrusted {
  const code = readCode(error);
  if (tlsCodes.has(code)) return new HubTlsUntrusted({ endpoint, ...describeTls(code, error) });
  return new HubUnreachable({ endpoint, found: describeNetwork(code) });
}

/** The innermost code: with several addresses tried, Node wraps what happened at each. */
function readCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return readCode(error.errors.at(-1));
  if (error instanceof Error && 'code' in error) return String(error.code);
  return 'no code';
}

function describeTls(code: string, error: unknown): { found: string; issuer?: string } {
  const words: Readonly<Record<string, string>> = {
    CERT_HAS_EXPIRED: 'it has expired',
    CERT_NOT_YET_VALID: 'it is not valid yet',
    ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another host name',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  };
  const found = words[code] ?? `no CA that this cluster trusts issued it (${code})`;
  const issuer = readIssuer(error);
  return issuer === undefined ? { found } : { found, issuer };
}

function readIssuer(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('cert' in error)) return undefined;
  const { issuer } = error.cert as { issuer?: { CN?: string; O?: string } };
  return issuer?.CN ?? issuer?.O;
}

function describeNetwork(code: string): string {
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'the connection is refused',
    ECONNRESET: 'the connection was closed',
    EAI_AGAIN: 'its name cannot be resolved now',
    EHOSTUNREACH: 'there is no way to its address',
    ENETUNREACH: 'there is no way to its network',
    ENOTFOUND: 'its name is not known to DNS',
    ETIMEDOUT: 'there was no answer in time',
    Z_BUF_ERROR: 'the answer broke off',
    Z_DATA_ERROR: 'the answer was damaged',
  };
  return words[code] ?? `the request failed (${code})`;
}
