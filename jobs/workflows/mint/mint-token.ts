import { deriveTokenId, deriveTokenSecret } from '../../core/join-token/mint.ts';
import { deriveProofKey } from '../../core/join-token/proof-key.ts';
import { primaryNames } from '../../core/kubernetes/names.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import { TokenAnnotationInvalid, VerifierDamaged } from '../../core/verifier/errors.ts';
import { parseTokenRequest } from '../../core/verifier/parse-token-request.ts';
import { buildVerifierSecret, parseVerifierSecret } from '../../core/verifier/verifier-secret.ts';
import type { Verifier } from '../../core/verifier/verifier.ts';
import { reasonOf } from '../../errors/reason.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { recordEvent } from '../events/record-event.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { describeToken, type TokenSecretTexts } from './describe-token.ts';
import { renderTokenSecretData } from './token-secret-data.ts';

/**
 * Makes one join-token Secret say what is true: a token while it may be used, and why not when it may
 * not. Deterministic, so that replicas, repeats and edits by hand all end the same; a Secret that was
 * minted once is never minted again, since its verifier is found by its uid.
 *
 * @param secret As it was seen last. When somebody changed it since, it stays: that change asks for a look.
 * @param known Its verifier, as that was seen last; read or made when left out.
 */
export async function mintToken(
  ports: PrimaryPorts,
  hub: Hub,
  secret: Stored<Secret>,
  known?: Verifier,
): Promise<void> {
  const data = renderTokenSecretData(await describe(ports, hub, secret, known));
  if (!isSame(secret.data ?? {}, data)) await ports.kubernetes.update('Secret', { ...secret, data });
}

async function describe(
  ports: PrimaryPorts,
  hub: Hub,
  secret: Stored<Secret>,
  known: Verifier | undefined,
): Promise<TokenSecretTexts> {
  try {
    const verifier = known ?? (await ensureVerifier(ports, hub, secret));
    const identity = hub.identity();
    return describeToken({
      verifier,
      secret: deriveTokenSecret(identity.tokenSeed, secret.metadata.uid),
      config: hub.config,
      identity,
      ca: hub.ca(),
      now: ports.clock.now(),
    });
  } catch (error) {
    if (!(error instanceof TokenAnnotationInvalid || error instanceof VerifierDamaged)) throw error;
    const { namespace = hub.config.namespace, name, uid } = secret.metadata;
    const reason = reasonOf(error.code);
    const message = `${error.message}. ${error.remedy}`;
    const subject = { apiVersion: 'v1', kind: 'Secret', namespace, name, uid };
    await recordEvent(ports, subject, { type: 'Warning', reason, message });
    return { status: 'Invalid', message };
  }
}

async function ensureVerifier(ports: PrimaryPorts, hub: Hub, secret: Stored<Secret>): Promise<Verifier> {
  const { config, identity } = hub;
  const { uid: secretUid, name: secretName } = secret.metadata;
  const tokenId = deriveTokenId(secretUid);
  const { namespace } = config;
  const stored = await ports.kubernetes.get('Secret', { namespace, name: primaryNames.verifier(tokenId) });
  if (stored !== undefined) return assertVerifier(stored, tokenId);
  const { ttlSeconds, ...request } = parseTokenRequest(secret.metadata.annotations ?? {}, config.tokenTTL);
  const made: Verifier = {
    tokenId,
    secretName,
    secretUid,
    proofKey: deriveProofKey(tokenId, deriveTokenSecret(identity().tokenSeed, secretUid)),
    expiresAt: new Date(Math.floor(ports.clock.now().getTime() / 1000) * 1000 + ttlSeconds * 1000),
    ...request,
    uses: [],
  };
  const created = await ports.kubernetes.create('Secret', buildVerifierSecret(made, namespace));
  if (created !== undefined) ports.logger.info('Join token made', { tokenId, secretName });
  return created === undefined ? ensureVerifier(ports, hub, secret) : made;
}

function assertVerifier(stored: Stored<Secret>, tokenId: string): Verifier {
  const verifier = parseVerifierSecret(stored);
  if (verifier === undefined) throw new VerifierDamaged({ tokenId });
  return verifier;
}

function isSame(stored: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  const names = new Set([...Object.keys(stored), ...Object.keys(wanted)]);
  return [...names].every((name) => stored[name] === wanted[name]);
}
