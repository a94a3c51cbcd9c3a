import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority, issueCertificate } from './certificates.ts';
import { type ClusterSet, ingressPlan } from './cluster-set.ts';
import {
  type EnclosedProcess,
  assertEnclosedProcessAlive,
  endEnclosedProcess,
  startEnclosedProcess,
} from './enclosed-process.ts';
import { waitUntil } from './wait-until.ts';

/**
 * What the ingress does with requests.
 *
 * - `forward`: to the hub, as it should
 * - `not-found`, `bad-gateway`: answers 404 or 502 itself
 * - `html`: answers 200 with a page, as a login portal does
 * - `refuse`: refuses connections
 * - `other-ca`: forwards, but shows a certificate of a CA that nobody was told of
 * - `strip-path`: forwards without the path that the URL has before `/v1`, which the hub allows
 * - `flatten-path`: forwards every path as `/`, as a rewrite without its group does
 * - `strip-header`: takes the protocol's own headers off requests
 * - `limit-body`: answers 413 to bodies of more than 1 KiB
 * - `buffer`: forwards a request once it has all of it
 * - `cut-after-5s`: answers 504 when the hub has not answered after 5 s
 * - `other-hub`: forwards to another hub of the primary's cluster, as after a move of the name in DNS
 */
export type IngressBehaviour =
  | 'forward'
  | 'not-found'
  | 'bad-gateway'
  | 'html'
  | 'refuse'
  | 'other-ca'
  | 'strip-path'
  | 'flatten-path'
  | 'strip-header'
  | 'limit-body'
  | 'buffer'
  | 'cut-after-5s'
  | 'other-hub';

const ownAnswers: Partial<Record<IngressBehaviour, string>> = {
  'not-found': 'status 404 content-type text/plain string "default backend - 404"',
  'bad-gateway': 'status 502 content-type text/html string "<html><body>502 Bad Gateway</body></html>"',
  html: 'status 200 content-type text/html string "<!doctype html><title>Sign in</title>"',
};

/** What is done to requests on their way, in haproxy's words. */
const treatments: Partial<Record<IngressBehaviour, readonly string[]>> = {
  'strip-path': [`http-request replace-path ${ingressPlan.path}/(.*) /\\1`],
  'flatten-path': ['http-request set-path /'],
  'strip-header': ['http-request del-header joinery- -m beg'],
  'limit-body': [
    'option http-buffer-request',
    'http-request return status 413 content-type text/html string "<h1>413</h1>" if { req.body_size gt 1024 }',
  ],
  buffer: ['option http-buffer-request'],
  'cut-after-5s': ['timeout server 5s'],
};

/** The file with the certificate of the CA that clients of the ingress are told of. */
export function ingressCaPath(set: ClusterSet): string {
  return join(set.folder, 'ingress-ca.crt');
}

/** The file with the certificate of the CA that `other-ca` shows one of. */
export function otherCaPath(set: ClusterSet): string {
  return join(set.folder, 'ingress-other-ca.crt');
}

/** Makes the ingress' CA and certificate, and a second pair that nobody is told of. */
export async function writeIngressCredentials(set: ClusterSet): Promise<void> {
  const trusted = await createAuthority('CN=Joinery local ingress CA');
  const other = await createAuthority('CN=Joinery local other CA');
  await writeFile(ingressCaPath(set), trusted.certificate);
  await writeFile(otherCaPath(set), other.certificate);
  for (const [authority, path] of [
    [trusted, certificatePath(set, 'forward')],
    [other, certificatePath(set, 'other-ca')],
  ] as const) {
    const pair = await issueCertificate(authority, {
      subject: `CN=${ingressPlan.hostName}`,
      hosts: [ingressPlan.hostName],
    });
    await writeFile(path, pair.certificate + pair.key, { mode: 0o600 });
  }
}

/**
 * Makes the ingress behave as told, in well under a second. Open connections are cut, so the next
 * request meets the new behaviour. Asked for the behaviour it has, it only cuts them.
 */
export async function setIngressBehaviour(
  set: ClusterSet,
  init: number,
  behaviour: IngressBehaviour,
): Promise<void> {
  const running = await readRunning(set);
  if (running) await endEnclosedProcess(init, running);
  await writeFile(runningPath(set), JSON.stringify({}));
  if (behaviour === 'refuse') return;
  const configFile = join(set.folder, 'ingress.cfg');
  await writeFile(configFile, renderIngressConfig(set, behaviour));
  const started = await startEnclosedProcess(init, {
    name: 'ingress',
    namespace: ingressPlan.namespace,
    command: ['haproxy', '-db', '-f', configFile],
    logFile: join(set.folder, 'ingress.log'),
  });
  await writeFile(runningPath(set), JSON.stringify({ process: started }));
  const listening = async () => {
    await assertEnclosedProcessAlive(init, started);
    // The network namespace's own table; state 0A is LISTEN, 01BB is port 443.
    const sockets = await readFile(`/proc/${init}/root/proc/${started.pid}/net/tcp`, 'utf8');
    return / [0-9A-F]{8}:01BB 00000000:0000 0A /.test(sockets);
  };
  await waitUntil('the ingress listen', listening, 10_000);
}

async function readRunning(set: ClusterSet): Promise<EnclosedProcess | undefined> {
  const state = await readFile(runningPath(set), 'utf8').catch(() => undefined);
  return state === undefined ? undefined : (JSON.parse(state) as { process?: EnclosedProcess }).process;
}

function runningPath(set: ClusterSet): string {
  return join(set.folder, 'ingress.json');
}

function certificatePath(set: ClusterSet, behaviour: IngressBehaviour): string {
  return join(set.folder, behaviour === 'other-ca' ? 'ingress-other-ca.pem' : 'ingress.pem');
}

function renderIngressConfig(set: ClusterSet, behaviour: IngressBehaviour): string {
  const { address, path, hubNodePort, otherHubNodePort } = ingressPlan;
  const port = behaviour === 'other-hub' ? otherHubNodePort : hubNodePort;
  const ownAnswer = ownAnswers[behaviour];
  return `global
  maxconn 4000
defaults
  mode http
  timeout connect 2s
  # What nginx' ingress controller has by default.
  timeout client 60s
  timeout server 60s
frontend ingress
  bind ${address}:443 ssl crt ${certificatePath(set, behaviour)} alpn h2,http/1.1
  ${ownAnswer ? `http-request return ${ownAnswer}` : ''}
  http-request return ${ownAnswers['not-found']} unless { path ${path} } or { path_beg ${path}/ }
  default_backend hub
backend hub
  option forwardfor
  ${(treatments[behaviour] ?? []).join('\n  ')}
  server primary ${set.clusters[0].nodeAddress}:${port}
`;
}
