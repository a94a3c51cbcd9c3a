import { Confidential } from '../confidential/confidential.ts';
import { primaryNames, secretTypes } from '../kubernetes/names.ts';
import type { Secret } from '../kubernetes/objects.ts';
import { parseSecretData, renderSecretData } from '../kubernetes/secret-data.ts';
import type { TokenUse, Verifier } from './verifier.ts';

/** Key of the Secret that holds the document. */
const key = 'verifier.json';

/** Builds the Secret that keeps a verifier. Deterministic name, so that two replicas make one. */
export function buildVerifierSecret(verifier: Verifier, namespace: string): Secret {
  return {
    metadata: { name: primaryNames.verifier(verifier.tokenId), namespace },
    type: secretTypes.verifier,
    data: renderSecretData({
      [key]: JSON.stringify({
        ...verifier,
        proofKey: verifier.proofKey.reveal(),
        expiresAt: verifier.expiresAt.toISOString(),
      }),
    }),
  };
}

/** Reads it back; `undefined` when the Secret is none of ours or was altered beyond use. */
export function parseVerifierSecret(secret: Pick<Secret, 'data'>): Verifier | undefined {
  const text = parseSecretData(secret.data)[key];
  if (text === undefined) return undefined;
  try {
    const { proofKey, expiresAt, ...rest } = JSON.parse(text) as StoredVerifier;
    const expiry = new Date(expiresAt);
    if (typeof proofKey !== 'string' || Number.isNaN(expiry.getTime()) || !Array.isArray(rest.uses))
      return undefined;
    return { ...rest, proofKey: new Confidential(proofKey), expiresAt: expiry };
  } catch {
    return undefined;
  }
}

interface StoredVerifier extends Omit<Verifier, 'proofKey' | 'expiresAt' | 'uses'> {
  readonly proofKey: string;
  readonly expiresAt: string;
  readonly uses: readonly TokenUse[];
}
