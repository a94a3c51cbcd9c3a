import { rootCertificates } from 'node:tls';
import { Agent, type buildConnector, EnvHttpProxyAgent, request, type Dispatcher } from 'undici';
import { CertificateExpiries } from './certificate-expiries.ts';
import { maxBodyBytes } from '../../core/protocol/wire.ts';
import { HubTlsUntrusted, HubUnreachable } from '../../ports/hub-transport-errors.ts';
import type { HubRequest, HubResponse, HubTransport } from '../../ports/hub-transport.ts';

/** Longest time for connecting, and for an answer to begin and to end, in milliseconds. */
const timeoutMs = 10_000;

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

/** The way to a hub over undici, one pool of connections for each set of trusted certificates. */
export class UndiciHubTransport implements HubTransport {
  readonly #dispatchers = new Map<string, Dispatcher>();
  readonly #expiries = new CertificateExpiries();
  readonly #proxy: Proxy;

  /** @param proxy The way out of this network for these connections alone; none by default. */
  constructor(proxy: Proxy = { url: '', noProxy: [] }) {
    this.#proxy = proxy;
  }

  async send(asked: HubRequest, signal: AbortSignal): Promise<HubResponse> {
    const { endpoint, path, method, headers, body, timeoutMs: headersTimeout = timeoutMs } = asked;
    try {
      const response = await request(`${endpoint}${path}`, {
        dispatcher: this.#dispatcherFor(asked),
        method,
        headers: { ...headers, accept: 'application/json' },
        signal,
        headersTimeout,
        ...(method === 'GET' ? {} : { body }),
      });
      return {
        status: response.statusCode,
        headers: flatten(response.headers),
        body: await readBounded(response.body),
        ...this.#expiries.of(endpoint),
      };
    } catch (error) {
      signal.throwIfAborted();
      throw translate(endpoint, error);
    }
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    this.#expiries.close();
    await Promise.all([...this.#dispatchers.values()].map(async (dispatcher) => dispatcher.destroy()));
  }

  #dispatcherFor({ extraCa = '', trustAnyCertificate = false }: HubRequest): Dispatcher {
    const key = `${trustAnyCertificate}/${extraCa}`;
    const found = this.#dispatchers.get(key);
    if (found !== undefined) return found;
    const ca = extraCa === '' ? {} : { ca: [...rootCertificates, extraCa] };
    const connect = { timeout: timeoutMs, rejectUnauthorized: !trustAnyCertificate, ...ca };
    const made = this.#createDispatcher(connect);
    this.#dispatchers.set(key, made);
    return made;
  }

  #createDispatcher(connect: buildConnector.BuildOptions): Dispatcher {
    const options = { connect, bodyTimeout: timeoutMs, keepAliveTimeout: 30_000 };
    const { url, noProxy } = this.#proxy;
    if (url === '') return new Agent(options);
    // The CA of a proxy that is called by https is given in the same place as that of the hub.
    const tls = { requestTls: connect, proxyTls: connect };
    return new EnvHttpProxyAgent({
      ...options,
      ...tls,
      httpProxy: url,
      httpsProxy: url,
      noProxy: noProxy.join(','),
    });
  }
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  );
}

/** Reads a body up to the protocol's limit; what is longer is cut, and then fails as no hub's answer. */
async function readBounded(body: Dispatcher.ResponseData['body']): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = chunk as Uint8Array;
    chunks.push(bytes);
    length += bytes.length;
    if (length > maxBodyBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBodyBytes);
}

function translate(endpoint: string, error: unknown): HubUnreachable | HubTlsUntrusted {
  const code = readCode(error);
  if (tlsCodes.has(code)) return new HubTlsUntrusted({ endpoint, ...describeTls(code, error) });
  return new HubUnreachable({ endpoint, found: describeNetwork(code) });
}

/** The innermost code: with several addresses tried, undici wraps what happened at each. */
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
    ECONNRESET: 'the connection is reset',
    EAI_AGAIN: 'its name cannot be resolved now',
    EHOSTUNREACH: 'there is no way to its address',
    ENETUNREACH: 'there is no way to its network',
    ENOTFOUND: 'its name is not known to DNS',
    ETIMEDOUT: 'the connection timed out',
    UND_ERR_BODY_TIMEOUT: 'the answer broke off',
    UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
    UND_ERR_HEADERS_TIMEOUT: 'there was no answer in time',
    UND_ERR_SOCKET: 'the connection was closed',
  };
  return words[code] ?? `the request failed (${code})`;
}
