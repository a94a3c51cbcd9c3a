import type { Result } from '../../core/diagnosis/finding.ts';
import { hostOf } from '../../core/endpoint/host-of.ts';
import { wirePaths } from '../../core/protocol/wire.ts';
import { HubTlsUntrusted, HubUnreachable } from '../../ports/hub-transport-errors.ts';
import type { ServerCertificate } from '../../ports/network.ts';
import type { Check, DoctorPorts } from './check.ts';
import { describeError } from './describe-error.ts';
import type { HubWay } from './hub-way.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** A certificate that expires sooner should have been renewed. */
const renewalMs = 14 * dayMs;

/**
 * The way to the hub below HTTP, step by step.
 *
 * @param proxyUrl The proxy that requests take; empty for none. Then the steps are the proxy's own.
 */
export function buildConnectionChecks(ports: DoctorPorts, way: HubWay, proxyUrl: string): Check[] {
  return [
    {
      name: 'dns',
      about: "The name of the primary's URL leads to an address.",
      needs: ['endpoint'],
      look: async () => (proxyUrl === '' ? checkDns(ports, way) : leaveToProxy),
    },
    {
      name: 'tcp',
      about: 'A connection to that address and port can be opened.',
      needs: ['dns'],
      look: async () => (proxyUrl === '' ? checkTcp(ports, way) : leaveToProxy),
    },
    {
      name: 'tls',
      about: 'The certificate shown there is trusted, is for that name, and lasts for 14 days or more.',
      needs: ['tcp', 'ca'],
      look: async () => (proxyUrl === '' ? checkTls(ports, way) : checkTlsThroughProxy(way)),
    },
  ];
}

const leaveToProxy: Result = { severity: 'skipped', found: 'Requests go through a proxy, which does this.' };

async function checkDns({ network }: DoctorPorts, way: HubWay): Promise<Result> {
  const { endpoint } = await way.knownAddress();
  const host = hostOf(endpoint);
  const found = await network.resolve(host);
  if ('failure' in found) return describeError(new HubUnreachable({ endpoint, found: found.failure }));
  return { severity: 'ok', found: `"${host}" leads to ${found.value.join(', ')}.` };
}

async function checkTcp({ network, clock }: DoctorPorts, way: HubWay): Promise<Result> {
  const { endpoint } = await way.knownAddress();
  const target = { host: hostOf(endpoint), port: portOf(endpoint) };
  const startedAtMs = clock.now().getTime();
  const opened = await network.connect(target);
  if ('failure' in opened) return describeError(new HubUnreachable({ endpoint, found: opened.failure }));
  const tookMs = clock.now().getTime() - startedAtMs;
  return { severity: 'ok', found: `Port ${target.port} takes connections, after ${tookMs} ms.` };
}

async function checkTls({ network, clock }: DoctorPorts, way: HubWay): Promise<Result> {
  const { endpoint } = await way.knownAddress();
  if (endpoint.startsWith('http:')) return { severity: 'skipped', found: 'The URL is plain http.' };
  const target = { host: hostOf(endpoint), port: portOf(endpoint), extraCa: await way.trustedCa() };
  const shown = await network.handshake(target);
  if ('failure' in shown) return describeError(new HubUnreachable({ endpoint, found: shown.failure }));
  const { distrust, issuer, expiresAt } = shown.value;
  if (distrust !== undefined)
    return describeError(new HubTlsUntrusted({ endpoint, found: `it ${distrust}`, issuer }));
  return describeExpiry(shown.value, expiresAt.getTime() - clock.now().getTime());
}

/** Behind a proxy only a request meets the certificate. */
async function checkTlsThroughProxy(way: HubWay): Promise<Result> {
  await way.askVerified(wirePaths.ca);
  return { severity: 'ok', found: 'The certificate that is shown through the proxy is trusted.' };
}

function describeExpiry({ issuer, expiresAt }: ServerCertificate, leftMs: number): Result {
  const days = Math.floor(leftMs / dayMs);
  const date = expiresAt.toISOString().slice(0, 10);
  const found = `The certificate is trusted; "${issuer}" issued it until ${date}, in ${days} days.`;
  if (leftMs > renewalMs) return { severity: 'ok', found };
  const remedy = 'Renew the certificate of the URL, and find out why that does not happen by itself.';
  return { severity: 'warning', found, remedy };
}

function portOf(endpoint: string): number {
  const { port, protocol } = new URL(endpoint);
  if (port !== '') return Number(port);
  return protocol === 'http:' ? 80 : 443;
}
