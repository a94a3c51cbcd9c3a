import isProbeAnswer, { type ProbeAnswer } from '#validators/probe-answer';
import type { ProbeRequest } from '#validators/probe-request';
import isKeyChain from '#validators/key-chain';
import isProblem, { type Problem } from '#validators/problem';
import type { Confidential } from '../../core/confidential/confidential.ts';
import { renderProof } from '../../core/join-token/proof-key.ts';
import type { PrivateKey } from '../../core/keys/public-key.ts';
import { acceptedKeys } from '../../core/protocol/accepted-keys.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { AnswerNotProven, ChainNotProven } from '../../core/protocol/errors.ts';
import { verifyJws } from '../../core/protocol/jws.ts';
import { verifyKeyChain } from '../../core/protocol/key-chain.ts';
import { parseClaims } from '../../core/protocol/parse-claims.ts';
import { signRequest } from '../../core/protocol/request-signature.ts';
import { wireHeaders, wirePaths } from '../../core/protocol/wire.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { HubResponse } from '../../ports/hub-transport.ts';
import type { SecondaryPorts } from '../ports.ts';

/** Where the hub is said to be, and how it has to prove itself. */
export interface HubAddress {
  readonly endpoint: string;
  /** Thumbprint of a key of the hub's chain. */
  readonly pin: string;
  /** Certificates (PEM) to trust beside the system's; empty for none. */
  readonly extraCa: string;
  /** Digest of a CA to fetch from the hub, when the token names one. */
  readonly caDigest?: string;
}

/** What came back, as far as it can be believed. */
type Reply =
  /** The pinned hub said so. */
  | { readonly kind: 'answer'; readonly answer: ProbeAnswer; readonly hubTimeMs: number }
  /** A hub refused; without a key chain nobody can say which. */
  | { readonly kind: 'refusal'; readonly problem: Problem }
  /** Something else answered. */
  | { readonly kind: 'foreign'; readonly response: HubResponse }
  /** Nothing came back, or nothing that can be believed. */
  | { readonly kind: 'nothing'; readonly error: JoineryError };

/** One probe, as it was sent and as it ended. */
export interface Probe {
  readonly reply: Reply;
  /** Digests of what was sent, to be compared with what arrived. */
  readonly sent: ProbeAnswer['received'];
  readonly durationMs: number;
}

/** What to ask, and by which key; a token only when it is to be judged. */
export interface ProbeOrder {
  readonly request: ProbeRequest;
  readonly signing: PrivateKey;
  readonly token?: { readonly tokenId: string; readonly proofKey: Confidential };
  readonly timeoutMs?: number;
}

/** Takes the place of a token, so that all headers of the protocol travel. */
const noToken = { tokenId: 'none', proof: 'none' };

/**
 * Sends one probe and reads what came back. TLS is not verified, so that the doctor sees past a certificate
 * that is not trusted; what the answer says is believed by the hub's signature alone.
 *
 * @throws The signal's reason when it aborts.
 */
export async function sendProbe(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  address: HubAddress,
  order: ProbeOrder,
  signal: AbortSignal,
): Promise<Probe> {
  const body = Buffer.from(JSON.stringify(order.request));
  const headers = await buildHeaders(ports, address, { ...order, body });
  const startedAtMs = ports.clock.now().getTime();
  const reply = await exchangeProbe(ports, address, { body, headers, timeoutMs: order.timeoutMs }, signal);
  const digests = Object.entries(headers).map(([name, value]) => [name, digestOf(value)]);
  return {
    reply,
    sent: { bodyDigest: digestOf(body), headers: Object.fromEntries(digests) as Record<string, string> },
    durationMs: ports.clock.now().getTime() - startedAtMs,
  };
}

async function buildHeaders(
  { clock, random }: Pick<SecondaryPorts, 'clock' | 'random'>,
  { pin }: HubAddress,
  { body, signing, token }: ProbeOrder & { body: Uint8Array },
): Promise<Record<string, string>> {
  const claims = {
    method: 'POST',
    path: wirePaths.probe,
    hub: pin,
    digest: digestOf(body),
    time: clock.now().getTime(),
    id: random.uuid(),
  };
  const signature = await signRequest(claims, signing);
  return {
    [wireHeaders.signature]: signature,
    [wireHeaders.tokenId]: token?.tokenId ?? noToken.tokenId,
    [wireHeaders.tokenProof]: token === undefined ? noToken.proof : renderProof(token.proofKey, signature),
  };
}

async function exchangeProbe(
  { hub, clock }: Pick<SecondaryPorts, 'hub' | 'clock'>,
  address: HubAddress,
  sent: { body: Uint8Array; headers: Readonly<Record<string, string>>; timeoutMs: number | undefined },
  signal: AbortSignal,
): Promise<Reply> {
  try {
    const response = await hub.send(
      {
        endpoint: address.endpoint,
        method: 'POST',
        path: wirePaths.probe,
        headers: { 'content-type': 'application/json', ...sent.headers },
        body: sent.body,
        trustAnyCertificate: true,
        ...(sent.timeoutMs === undefined ? {} : { timeoutMs: sent.timeoutMs }),
      },
      signal,
    );
    return await readReply(address, response, clock.now());
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof JoineryError)) throw error;
    return { kind: 'nothing', error };
  }
}

async function readReply(address: HubAddress, response: HubResponse, now: Date): Promise<Reply> {
  const signature = response.headers[wireHeaders.signature];
  const document = parseJson(response.body);
  if (signature === undefined) return { kind: 'foreign', response };
  // A hub that met another path does not know that it was to show its chain.
  if (isProblem(document) && document.chain === undefined) return { kind: 'refusal', problem: document };
  if (!hasChain(document)) return { kind: 'foreign', response };
  const claims = await verifyReply(address, { signature, response, chain: document.chain, now });
  if (isProblem(document)) return { kind: 'refusal', problem: document };
  if (isProbeAnswer(document)) return { kind: 'answer', answer: document, hubTimeMs: claims.time };
  return { kind: 'foreign', response };
}

/**
 * Verifies that the pinned hub gave this answer. To which request is left open: what happened to the request
 * on its way is what is looked for.
 */
async function verifyReply(
  { endpoint, pin }: HubAddress,
  {
    signature,
    response,
    chain,
    now,
  }: { signature: string; response: HubResponse; chain: ProbeAnswer['chain']; now: Date },
): Promise<{ time: number }> {
  try {
    const accepted = acceptedKeys(await verifyKeyChain(chain, pin), now);
    const texts = await Promise.all(accepted.map(async (key) => verifyJws('answer', signature, key)));
    const text = texts.find((verified) => verified !== undefined);
    const claims =
      text === undefined
        ? undefined
        : parseClaims<{ digest: string; time: number }>(text, { digest: 'string', time: 'number' });
    if (claims?.digest === digestOf(response.body)) return claims;
  } catch (error) {
    if (!(error instanceof ChainNotProven)) throw error;
    throw new AnswerNotProven({ endpoint, found: error.found });
  }
  throw new AnswerNotProven({ endpoint, found: 'it was altered on its way, or the hub did not sign it' });
}

function hasChain(document: unknown): document is { chain: ProbeAnswer['chain'] } {
  return (
    typeof document === 'object' && document !== null && 'chain' in document && isKeyChain(document.chain)
  );
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
