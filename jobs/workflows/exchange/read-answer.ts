import isKeyChain from '#validators/key-chain';
import { acceptedKeys } from '../../core/protocol/accepted-keys.ts';
import { verifyAnswer, type AnswerClaims } from '../../core/protocol/answer-signature.ts';
import { AnswerNotProven, AnswerUnexpected, ChainNotProven } from '../../core/protocol/errors.ts';
import {
  followKeyChain,
  verifyKeyChain,
  type ChainLink,
  type KeyChain,
} from '../../core/protocol/key-chain.ts';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import { wireHeaders } from '../../core/protocol/wire.ts';
import type { HubResponse } from '../../ports/hub-transport.ts';

/** How a hub proves itself: by any chain that holds the pin, or by the chain it proved before. */
type HubProof = { readonly pin: string } | { readonly chain: readonly ChainLink[] };

/** Where an answer came from, and what proves it. */
export interface HubSource {
  readonly endpoint: string;
  readonly proof: HubProof;
}

/**
 * Reads and verifies any answer of a hub. A key that is not known yet is accepted when the answer carries
 * the chain that leads to it from a known one.
 *
 * @param request The request as it was sent.
 * @param now By the own clock.
 * @throws {AnswerUnexpected} {@link AnswerNotProven}
 */
export async function readAnswer(
  source: HubSource,
  response: HubResponse,
  { request, now }: { request: WireRequest; now: Date },
): Promise<{ claims: AnswerClaims; hub: KeyChain; document: unknown }> {
  const signature = response.headers[wireHeaders.signature];
  const document = parseBody(response.body);
  if (signature === undefined || document === undefined)
    throw new AnswerUnexpected(describeResponse(source.endpoint, response));
  const hub = await proveHub(source, document);
  const { status, body } = response;
  const claims = await verifyAnswer(signature, acceptedKeys(hub, now), {
    endpoint: source.endpoint,
    status,
    body,
    request,
  });
  return { claims, hub, document };
}

async function proveHub({ endpoint, proof }: HubSource, document: object): Promise<KeyChain> {
  const offered = 'chain' in document && isKeyChain(document.chain) ? document.chain : undefined;
  try {
    if ('chain' in proof) return await followKeyChain(proof.chain, offered ?? proof.chain);
    if (offered === undefined) throw new ChainNotProven('it carries no key chain');
    return await verifyKeyChain(offered, proof.pin);
  } catch (error) {
    if (!(error instanceof ChainNotProven)) throw error;
    throw new AnswerNotProven({ endpoint, found: error.found });
  }
}

function parseBody(body: Uint8Array): object | undefined {
  try {
    const document: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Facts for {@link AnswerUnexpected}. */
export function describeResponse(
  endpoint: string,
  response: HubResponse,
): ConstructorParameters<typeof AnswerUnexpected>[0] {
  const contentType = response.headers['content-type'] ?? '';
  return { endpoint, status: response.status, contentType, ...readRetryAfter(response) };
}

/** The longest wait anybody is obeyed in, in seconds. */
const maxRetryAfterSeconds = 300;

/** How long the answer asks to wait; a date instead of seconds is rare, and not read. */
export function readRetryAfter({ headers }: HubResponse): { retryAfterSeconds?: number } {
  const text = headers['retry-after'] ?? '';
  if (!/^[0-9]{1,6}$/.test(text)) return {};
  return { retryAfterSeconds: Math.min(maxRetryAfterSeconds, Number(text)) };
}
