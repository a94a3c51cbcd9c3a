import { digestOf } from './digest.ts';
import { wireHeaders } from './wire.ts';

/** A request as one side sent it or the other received it: header names in lower case, path from `/v1` on. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/**
 * Digest of everything that decides how the hub answers. The answer carries the digest of what the hub
 * received: when somebody altered the request on its way, the member sees that the answer is not to what
 * it said, and believes it no more than an altered answer.
 */
export function digestRequest({ method, path, headers, body }: WireRequest): string {
  const proofs = [wireHeaders.signature, wireHeaders.tokenId, wireHeaders.tokenProof].map(
    (name) => headers[name] ?? '',
  );
  return digestOf(JSON.stringify([method, path, digestOf(body), ...proofs]));
}
