import type { PrivateKey, PublicKey } from '../keys/public-key.ts';
import { thumbprint } from '../keys/thumbprint.ts';
import { digestOf } from './digest.ts';
import { AnswerNotProven } from './errors.ts';
import { readKeyId, signJws, verifyJws } from './jws.ts';
import { parseClaims } from './parse-claims.ts';
import { digestRequest, type WireRequest } from './request-digest.ts';

/** Everything about an answer that its signature covers. */
export interface AnswerClaims {
  /** HTTP status; a proxy that changes it is noticed. */
  readonly status: number;
  /** Digest of the request as the hub received it; see `request-digest.ts`. */
  readonly request: string;
  /** Digest of the decoded body. */
  readonly digest: string;
  /** The hub's time, Unix milliseconds: a member with a wrong clock corrects itself by it. */
  readonly time: number;
  /** Unix seconds, set at the birth of the hub and by a restore. */
  readonly epoch: number;
  /** Thumbprint of the root of the hub's key chain. */
  readonly hub: string;
}

/** Signs an answer with the hub's current key. */
export async function signAnswer(claims: AnswerClaims, key: PrivateKey): Promise<string> {
  return signJws('answer', JSON.stringify(claims), key);
}

/**
 * Verifies that a hub gave exactly this answer to exactly this request.
 *
 * @param accepted The keys by which that hub may sign now.
 * @param answer.request The request as it was sent.
 * @throws {AnswerNotProven} When anything does not fit.
 */
export async function verifyAnswer(
  signature: string,
  accepted: readonly PublicKey[],
  answer: { endpoint: string; status: number; body: Uint8Array; request: WireRequest },
): Promise<AnswerClaims> {
  const { endpoint } = answer;
  const signer = readKeyId(signature);
  const key = accepted.find((candidate) => thumbprint(candidate) === signer);
  const text = key && (await verifyJws('answer', signature, key));
  const claims =
    text === undefined
      ? undefined
      : parseClaims<AnswerClaims>(text, {
          status: 'number',
          request: 'string',
          digest: 'string',
          time: 'number',
          epoch: 'number',
          hub: 'string',
        });
  if (claims === undefined) {
    throw new AnswerNotProven({
      endpoint,
      found: 'it is not signed by a key of the hub that this cluster knows',
    });
  }
  const fits =
    claims.status === answer.status &&
    claims.request === digestRequest(answer.request) &&
    claims.digest === digestOf(answer.body);
  if (!fits) {
    throw new AnswerNotProven({ endpoint, found: 'it was altered on its way or belongs to another request' });
  }
  return claims;
}
