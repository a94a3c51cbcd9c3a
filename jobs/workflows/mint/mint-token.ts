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
import { changeObject } from '../change-object.ts';
import { recordEvent } from '../events/record-event.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { describeToken, type TokenSecretTexts } from './describe-token.ts';
import { renderTokenSecretData } from './token-secret-data.ts';

/**
 * Makes one join-token Secret say what is true: a token while it may be used, and why not when it may
 * not. Deterministic, so that replicas, repeats and edits by hand all end the same; a Secret that was
 * minted once is never minted again, since its verifier is found by its uid.
 */
export async function mintToken(ports: PrimaryPorts, hub: Hub, secret: Stored<Secret>): Promise<void> {
  const texts = await describe(ports, hub, secret);
  const { name, namespace = hub.config.namespace } = secret.metadata;
  await changeObject(ports.kubernetes, 'Secret', { namespace, name }, (stored) => {
    if (stored.metadata.uid !== secret.metadata.uid) return undefined;
    const data = renderTokenSecretData(texts);
    return isSame(stored.data ?? {}, data) ? undefined : { ...stored, data };
  });
}

async function describe(ports: PrimaryPorts, hub: Hub, secret: Stored<Secret>): Promise<TokenSecretTexts> {
  try {
    const verifier = await ensureVerifier(ports, hub, secret);
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
  const found = stored && parseVerifierSecret(stored);
  if (found !== undefined) return found;
  if (stored !== undefined) throw new VerifierDamaged({ tokenId });
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

function isSame(stored: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  const names = new Set([...Object.keys(stored), ...Object.keys(wanted)]);
  return [...names].every((name) => stored[name] === wanted[name]);
}
