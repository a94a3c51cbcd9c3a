import { Confidential } from '../confidential/confidential.ts';
import { dissolvedAnnotation, primaryNames, secretTypes } from '../kubernetes/names.ts';
import type { Secret } from '../kubernetes/objects.ts';
import { parseSecretData, renderSecretData } from '../kubernetes/secret-data.ts';
import { parseKey } from '../keys/parse-key.ts';
import { thumbprint } from '../keys/thumbprint.ts';
import type { ChainLink } from '../protocol/key-chain.ts';
import { HubKeyDamaged } from './errors.ts';
import type { HubIdentity } from './hub-identity.ts';

/** 256 bits in base64url. */
const seedPattern = /^[A-Za-z0-9_-]{43}$/;

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
      rotated: identity.rotated,
      ...(identity.fencedBy === undefined ? {} : { 'fenced-by': String(identity.fencedBy) }),
      ...renderNext(identity.next),
    }),
  };
}

/**
 * Reads it back.
 *
 * @throws {HubKeyDamaged} When a part is missing or does not fit the others.
 */
export function parseHubIdentitySecret(
  secret: Pick<Secret, 'data'> & Partial<Pick<Secret, 'metadata'>>,
): HubIdentity {
  const texts = parseSecretData(secret.data);
  const signing = parseKey(texts['signing.jwk'], 'Ed25519');
  const sealing = parseKey(texts['sealing.jwk'], 'X25519');
  const chain = parseChain(texts['chain.json']);
  const [root, last] = [chain?.at(0), chain?.at(-1)];
  if (signing === undefined || sealing === undefined || chain === undefined || !root || !last) {
    throw new HubKeyDamaged('a key is missing or was altered');
  }
  const { 'token-seed': tokenSeed = '', epoch = '', 'fenced-by': fencedBy = '' } = texts;
  if (!seedPattern.test(tokenSeed) || !/^[0-9]{1,15}$/.test(epoch)) {
    throw new HubKeyDamaged('the token seed or the epoch is missing or was altered');
  }
  const next = parseNext(texts);
  if (thumbprint((next ?? { signing }).signing) !== thumbprint(last.key)) {
    throw new HubKeyDamaged('the newest key is not the last of the chain');
  }
  if (!chain.some(({ key }) => thumbprint(key) === thumbprint(signing))) {
    throw new HubKeyDamaged('the signing key is not in the chain');
  }
  return {
    hubId: thumbprint(root.key),
    chain,
    signing,
    ...(next === undefined ? {} : { next }),
    rotated: texts['rotated'] ?? '',
    sealing,
    tokenSeed: new Confidential(tokenSeed),
    epoch: Number(epoch),
    ...(/^[0-9]{1,15}$/.test(fencedBy) ? { fencedBy: Number(fencedBy) } : {}),
    isDissolved: secret.metadata?.annotations?.[dissolvedAnnotation] !== undefined,
  };
}

function renderNext(next: HubIdentity['next']): Record<string, string> {
  return next === undefined
    ? {}
    : { 'next.jwk': JSON.stringify(next.signing), 'next-from': String(next.from) };
}

function parseNext(texts: Readonly<Record<string, string>>): HubIdentity['next'] {
  const { 'next.jwk': text, 'next-from': from = '' } = texts;
  if (text === undefined) return undefined;
  const signing = parseKey(text, 'Ed25519');
  if (signing === undefined || !/^[0-9]{1,15}$/.test(from)) {
    throw new HubKeyDamaged('the announced key or its time is missing or was altered');
  }
  return { signing, from: Number(from) };
}

function parseChain(text: string | undefined): ChainLink[] | undefined {
  const chain = parseJson(text);
  const isChain =
    Array.isArray(chain) && chain.every((link) => typeof (link as ChainLink | null)?.key?.x === 'string');
  return isChain ? (chain as ChainLink[]) : undefined;
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
