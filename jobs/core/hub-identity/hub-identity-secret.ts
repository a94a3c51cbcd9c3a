import { Confidential } from '../confidential/confidential.ts';
import { primaryNames, secretTypes } from '../kubernetes/names.ts';
import type { Secret } from '../kubernetes/objects.ts';
import { parseSecretData, renderSecretData } from '../kubernetes/secret-data.ts';
import type { PrivateKey } from '../keys/public-key.ts';
import { thumbprint } from '../keys/thumbprint.ts';
import type { ChainLink } from '../protocol/key-chain.ts';
import { HubKeyDamaged } from './errors.ts';
import type { HubIdentity } from './hub-identity.ts';

/** Builds the Secret: one key a part, so that `kubectl describe` shows what is there. */
export function buildHubIdentitySecret(identity: HubIdentity, namespace: string): Secret {
  return {
    metadata: { name: primaryNames.hubIdentity, namespace },
    type: secretTypes.hubIdentity,
    data: renderSecretData({
      'signing.jwk': JSON.stringify(identity.signing),
      'sealing.jwk': JSON.stringify(identity.sealing),
      'chain.json': JSON.stringify(identity.chain),
      'token-seed': identity.tokenSeed.reveal(),
      epoch: String(identity.epoch),
    }),
  };
}

/**
 * Reads it back.
 *
 * @throws {HubKeyDamaged} When a part is missing or does not fit the others.
 */
export function parseHubIdentitySecret(secret: Pick<Secret, 'data'>): HubIdentity {
  const texts = parseSecretData(secret.data);
  const signing = parseJson(texts['signing.jwk']) as PrivateKey | undefined;
  const sealing = parseJson(texts['sealing.jwk']) as PrivateKey | undefined;
  const chain = parseJson(texts['chain.json']) as ChainLink[] | undefined;
  const tokenSeed = texts['token-seed'];
  const epoch = Number(texts['epoch']);
  const [root, last] = [chain?.at(0), chain?.at(-1)];
  if (
    signing === undefined ||
    sealing === undefined ||
    root === undefined ||
    last === undefined ||
    chain === undefined
  ) {
    throw new HubKeyDamaged('a part is missing or cannot be read');
  }
  if (tokenSeed === undefined || tokenSeed === '' || !Number.isSafeInteger(epoch)) {
    throw new HubKeyDamaged('the token seed or the epoch is missing or cannot be read');
  }
  if (thumbprint(signing) !== thumbprint(last.key)) {
    throw new HubKeyDamaged('the signing key is not the last of the chain');
  }
  return {
    hubId: thumbprint(root.key),
    chain,
    signing,
    sealing,
    tokenSeed: new Confidential(tokenSeed),
    epoch,
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
