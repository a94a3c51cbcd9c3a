import isKeyChain from '#validators/key-chain';
import type { PublicKey } from '../../core/keys/public-key.ts';
import { verifyAnswer, type AnswerClaims } from '../../core/protocol/answer-signature.ts';
import { AnswerNotProven, AnswerUnexpected, ChainNotProven } from '../../core/protocol/errors.ts';
import { verifyKeyChain, type HubKeys } from '../../core/protocol/key-chain.ts';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import { wireHeaders } from '../../core/protocol/wire.ts';
import type { HubResponse } from '../../ports/hub-transport.ts';

/** How a hub proves itself: by any chain that holds the pin, or by the key it proved before. */
type HubProof = { readonly pin: string } | { readonly hubId: string; readonly key: PublicKey };

/** Where an answer came from, and what proves it. */
export interface HubSource {
  readonly endpoint: string;
  readonly proof: HubProof;
}

/**
 * Reads and verifies any answer of a hub.
 *
 * @param request The request as it was sent.
 * @throws {AnswerUnexpected} {@link AnswerNotProven}
 */
export async function readAnswer(
  source: HubSource,
  response: HubResponse,
  request: WireRequest,
): Promise<{ claims: AnswerClaims; hub: HubKeys; document: unknown }> {
  const signature = response.headers[wireHeaders.signature];
  const document = parseBody(response.body);
  if (signature === undefined || document === undefined)
    throw new AnswerUnexpected(describeResponse(source.endpoint, response));
  const hub = await proveHub(source, document);
  const { status, body } = response;
  const claims = await verifyAnswer(signature, hub.current, {
    endpoint: source.endpoint,
    status,
    body,
    request,
  });
  return { claims, hub, document };
}

async function proveHub({ endpoint, proof }: HubSource, document: object): Promise<HubKeys> {
  if ('key' in proof) return { hubId: proof.hubId, current: proof.key };
  const chain = 'chain' in document ? document.chain : undefined;
  if (!isKeyChain(chain)) throw new AnswerNotProven({ endpoint, found: 'it carries no key chain' });
  try {
    return await verifyKeyChain(chain, proof.pin);
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
  return { endpoint, status: response.status, contentType };
}
