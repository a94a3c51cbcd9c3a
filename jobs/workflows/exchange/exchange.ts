import isProblem from '#validators/problem';
import { renderProof } from '../../core/join-token/proof-key.ts';
import type { Confidential } from '../../core/confidential/confidential.ts';
import type { PrivateKey } from '../../core/keys/public-key.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { AnswerUnexpected } from '../../core/protocol/errors.ts';
import type { KeyChain } from '../../core/protocol/key-chain.ts';
import { signRequest } from '../../core/protocol/request-signature.ts';
import { maxBodyBytes, wireHeaders } from '../../core/protocol/wire.ts';
import { isErrorCode } from '../../errors/error-code.ts';
import { RefusedByHub } from '../../errors/problem.ts';
import { answerTimeoutMs } from '../../ports/hub-transport.ts';
import type { SecondaryPorts } from '../ports.ts';
import { describeResponse, readAnswer, readRetryAfter, type HubSource } from './read-answer.ts';

/** Everything an exchange with one hub needs, apart from what is said. */
export interface HubLink extends HubSource {
  /** Certificates (PEM) to trust beside the system's; empty for none. */
  readonly extraCa: string;
  /** The member's key, which signs. */
  readonly signing: PrivateKey;
  /** What to add to the own clock to meet the hub's, in milliseconds; learnt from its answers. */
  readonly clockOffsetMs: number;
  /** Only for a join: id and proof key of the token. */
  readonly token?: { readonly tokenId: string; readonly proofKey: Confidential };
}

/** What is said. */
interface Said {
  readonly path: string;
  readonly body: object;
  /** How long the hub may wait for news before it answers, in milliseconds. */
  readonly heldMs?: number;
  /** Where the answer may be larger than others. */
  readonly maxAnswerBytes?: number;
}

/** A verified answer with a status below 400. */
export interface HubAnswer {
  readonly body: unknown;
  /** The hub's key chain as it is known now: longer than before when its key was changed. */
  readonly hub: KeyChain;
  readonly clockOffsetMs: number;
  /** Epoch of the hub that answered, in Unix seconds. */
  readonly epoch: number;
  /** End of the TLS certificate by which it was reached. */
  readonly certificateExpiresAt: Date | undefined;
}

/**
 * Says one thing to the hub and believes only its signed answer to exactly this. A clock that is off is
 * corrected by the hub's signed time, once.
 *
 * @throws {RefusedByHub} The hub said no; with its own words.
 * @throws {AnswerNotProven} Somebody else answered, or the answer was altered.
 * @throws {AnswerUnexpected} Something that is no hub answered.
 * @throws HubUnreachable, HubTlsUntrusted
 */
export async function exchange(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  link: HubLink,
  request: Said,
  signal: AbortSignal,
): Promise<HubAnswer> {
  const first = await exchangeOnce(ports, link, request, signal);
  if (!(first instanceof RefusedByHub)) return first;
  const offsetMs = first.details['clockOffsetMs'];
  if (first.code !== 'JOINERY_CLOCK_SKEW' || typeof offsetMs !== 'number') throw first;
  const second = await exchangeOnce(ports, { ...link, clockOffsetMs: offsetMs }, request, signal);
  if (second instanceof RefusedByHub) throw second;
  return second;
}

async function exchangeOnce(
  ports: Pick<SecondaryPorts, 'clock' | 'random' | 'hub'>,
  link: HubLink,
  request: Said,
  signal: AbortSignal,
): Promise<HubAnswer | RefusedByHub> {
  const body = Buffer.from(JSON.stringify(request.body));
  const signature = await signRequest(
    {
      method: 'POST',
      path: request.path,
      hub: nameHub(link),
      digest: digestOf(body),
      time: ports.clock.now().getTime() + link.clockOffsetMs,
      id: ports.random.uuid(),
    },
    link.signing,
  );
  const sent = {
    method: 'POST',
    path: request.path,
    headers: { 'content-type': 'application/json', ...buildProofHeaders(link, signature) },
    body,
  } as const;
  const { endpoint, extraCa } = link;
  const { heldMs = 0, maxAnswerBytes = maxBodyBytes } = request;
  const timeoutMs = answerTimeoutMs + heldMs;
  const response = await ports.hub.send({ ...sent, endpoint, extraCa, timeoutMs, maxAnswerBytes }, signal);
  const { claims, hub, document } = await readAnswer(link, response, {
    request: sent,
    now: ports.clock.now(),
  });
  const clockOffsetMs = claims.time - ports.clock.now().getTime();
  if (response.status < 400) {
    const { certificateExpiresAt } = response;
    return { body: document, hub, clockOffsetMs, epoch: claims.epoch, certificateExpiresAt };
  }
  if (!isProblem(document)) throw new AnswerUnexpected(describeResponse(link.endpoint, response));
  const code = isErrorCode(document.code) ? document.code : 'JOINERY_INTERNAL';
  return new RefusedByHub(code, document, { clockOffsetMs, ...readRetryAfter(response) });
}

/** Whom a request is meant for: the pinned key of a hub that is not known yet, the first key of one that is. */
function nameHub({ proof }: HubLink): string {
  if ('pin' in proof) return proof.pin;
  const [root] = proof.chain;
  return root === undefined ? '' : thumbprint(root.key);
}

function buildProofHeaders(link: HubLink, signature: string): Record<string, string> {
  const headers = { [wireHeaders.signature]: signature };
  if (link.token === undefined) return headers;
  return {
    ...headers,
    [wireHeaders.tokenId]: link.token.tokenId,
    [wireHeaders.tokenProof]: renderProof(link.token.proofKey, signature),
  };
}
