import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, rootCertificates } from 'node:tls';
import type { Attempt, Network, ServerCertificate } from '../../ports/network.ts';

/** Longest time for one step, in milliseconds. */
const timeoutMs = 10_000;

/** The network as Node's own functions reach it. */
export class NodeNetwork implements Network {
  async resolve(host: string): Promise<Attempt<readonly string[]>> {
    try {
      const found = await lookup(host, { all: true });
      return { value: [...new Set(found.map(({ address }) => address))] };
    } catch (error) {
      return { failure: describe(error) };
    }
  }

  async connect({ host, port }: { host: string; port: number }): Promise<Attempt<undefined>> {
    return attempt(connect({ host, port, timeout: timeoutMs }), 'connect', () => undefined);
  }

  async handshake(target: {
    host: string;
    port: number;
    extraCa: string;
  }): Promise<Attempt<ServerCertificate>> {
    const { host, port, extraCa } = target;
    const socket = connectTls({
      host,
      port,
      timeout: timeoutMs,
      // An untrusted certificate is to be looked at; nothing is sent to whoever shows it.
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(extraCa === '' ? {} : { ca: [...rootCertificates, extraCa] }),
    });
    return attempt(socket, 'secureConnect', () => {
      const { issuer, valid_to: expiresAt } = socket.getPeerCertificate();
      return {
        issuer: first(issuer.CN) ?? first(issuer.O) ?? 'unknown',
        expiresAt: new Date(expiresAt),
        ...(socket.authorized ? {} : { distrust: describeDistrust(String(socket.authorizationError)) }),
      };
    });
  }
}

async function attempt<T>(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  read: () => T,
): Promise<Attempt<T>> {
  try {
    return await new Promise<Attempt<T>>((resolve, reject) => {
      socket.once(event, () => resolve({ value: read() }));
      socket.once('error', reject);
      socket.once('timeout', () => resolve({ failure: 'there was no answer in time' }));
      socket.once('close', () => resolve({ failure: 'the connection was closed' }));
    });
  } catch (error) {
    return { failure: describe(error) };
  } finally {
    socket.destroy();
  }
}

/** A name that a certificate has several of is a list. */
function first(name: string | string[] | undefined): string | undefined {
  return Array.isArray(name) ? name[0] : name;
}

const words: Readonly<Record<string, string>> = {
  EAI_AGAIN: 'DNS does not answer',
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection is reset',
  EHOSTUNREACH: 'there is no way to its address',
  ENETUNREACH: 'there is no way to its network',
  ENOTFOUND: 'its name is not known to DNS',
  EPROTO: 'it does not speak TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  ETIMEDOUT: 'there was no answer in time',
};

function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors.at(-1));
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  return words[code] ?? `it fails (${code})`;
}

function describeDistrust(code: string): string {
  const reasons: Readonly<Record<string, string>> = {
    CERT_HAS_EXPIRED: 'has expired',
    CERT_NOT_YET_VALID: 'is not valid yet',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  };
  if (/ALTNAME_INVALID/.test(code)) return 'is for another host name';
  return reasons[code] ?? `was issued by no CA that this cluster trusts (${code})`;
}
