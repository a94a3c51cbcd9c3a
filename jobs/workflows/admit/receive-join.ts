import isJoinRequest, { type JoinRequest } from '#validators/join-request';
import { Confidential } from '../../core/confidential/confidential.ts';
import { isProof } from '../../core/join-token/proof-key.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { primaryNames } from '../../core/kubernetes/names.ts';
import { ClockSkew, RequestInvalid, SignatureInvalid } from '../../core/protocol/errors.ts';
import { isVoucher } from '../../core/protocol/key-voucher.ts';
import type { WireRequest } from '../../core/protocol/request-digest.ts';
import { verifyRequest, type RequestClaims } from '../../core/protocol/request-signature.ts';
import { maxClockSkewMs, wireHeaders, wirePaths } from '../../core/protocol/wire.ts';
import { JoinRefused } from '../../core/verifier/errors.ts';
import { parseVerifierSecret } from '../../core/verifier/verifier-secret.ts';
import type { Verifier } from '../../core/verifier/verifier.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/** A join whose sender proved the token and the key. */
export interface ProvedJoin {
  readonly request: JoinRequest;
  readonly thumbprint: string;
  readonly verifier: Verifier;
  /** The Secret it was read from. */
  readonly verifierSecret: Stored<Secret>;
}

const tokenIdPattern = /^[0-9a-f]{12}$/;

/** Stands in for the proof key of an unknown token, so that both are compared alike. Ids are not secret. */
const noProofKey = new Confidential(Buffer.alloc(32).toString('base64url'));

/**
 * Proves who asks: first the token's HMAC, which is cheap and keeps strangers out, then the key's
 * signature over exactly this request to exactly this hub.
 *
 * Without a valid HMAC there is one answer for everything; with it the sender is told the exact reason.
 *
 * @throws {JoinRefused} {@link RequestInvalid} {@link ClockSkew}
 */
export async function receiveJoin(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'>,
  hub: Hub,
  incoming: WireRequest,
): Promise<ProvedJoin> {
  const found = await proveToken(ports, hub, incoming);
  const request = parseRequest(incoming.body);
  const signature = incoming.headers[wireHeaders.signature] ?? '';
  const claims = await verify(signature, request, incoming);
  assertMeant(hub, claims, ports.clock.now());
  return { request, thumbprint: thumbprint(request.keys.signing), ...found };
}

/**
 * Proves that the sender has a token, by the HMAC over the signature; what was signed is not looked at.
 *
 * @throws {JoinRefused} One answer for everything that is wrong; the log has the reason.
 */
export async function proveToken(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'logger'>,
  hub: Hub,
  incoming: WireRequest,
): Promise<Pick<ProvedJoin, 'verifier' | 'verifierSecret'>> {
  const signature = incoming.headers[wireHeaders.signature] ?? '';
  const tokenId = incoming.headers[wireHeaders.tokenId] ?? '';
  const proof = incoming.headers[wireHeaders.tokenProof] ?? '';
  const found = await findVerifier(ports, hub, tokenId);
  if (!isProof(found?.verifier.proofKey ?? noProofKey, signature, proof) || found === undefined) {
    ports.logger.warn('Join refused', {
      tokenId: tokenId.slice(0, 12),
      reason: found === undefined ? 'UnknownToken' : 'WrongProof',
    });
    throw new JoinRefused();
  }
  return found;
}

async function findVerifier(
  { kubernetes }: Pick<PrimaryPorts, 'kubernetes'>,
  { config }: Hub,
  tokenId: string,
): Promise<Pick<ProvedJoin, 'verifier' | 'verifierSecret'> | undefined> {
  if (!tokenIdPattern.test(tokenId)) return undefined;
  const secret = await kubernetes.get('Secret', {
    namespace: config.namespace,
    name: primaryNames.verifier(tokenId),
  });
  const verifier = secret && parseVerifierSecret(secret);
  return verifier && { verifier, verifierSecret: secret };
}

function parseRequest(body: Uint8Array): JoinRequest {
  const path = wirePaths.join;
  try {
    const document: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (isJoinRequest(document)) return document;
  } catch {
    throw new RequestInvalid({ path, found: 'its body is not JSON' });
  }
  const [error] = isJoinRequest.errors ?? [];
  throw new RequestInvalid({
    path,
    found: `its body${error?.instancePath ?? ''} ${error?.message ?? 'is invalid'}`,
  });
}

async function verify(
  signature: string,
  request: JoinRequest,
  incoming: WireRequest,
): Promise<RequestClaims> {
  const { signing, sealing, voucher } = request.keys;
  const path = wirePaths.join;
  if (
    signing.crv !== 'Ed25519' ||
    sealing.crv !== 'X25519' ||
    !(await isVoucher(voucher, signing, sealing))
  ) {
    throw new RequestInvalid({ path, found: 'its sealing key is not vouched for by its signing key' });
  }
  try {
    return await verifyRequest(signature, signing, incoming);
  } catch (error) {
    if (!(error instanceof SignatureInvalid)) throw error;
    throw new RequestInvalid({ path, found: 'its signature does not fit the request' });
  }
}

function assertMeant({ identity }: Hub, claims: RequestClaims, now: Date): void {
  const isForUs = identity().chain.some(({ key }) => thumbprint(key) === claims.hub);
  if (!isForUs) throw new RequestInvalid({ path: wirePaths.join, found: 'it is meant for another hub' });
  const differenceMs = claims.time - now.getTime();
  if (Math.abs(differenceMs) > maxClockSkewMs) throw new ClockSkew({ differenceMs });
}
