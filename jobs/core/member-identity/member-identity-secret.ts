import { parseKey } from '../keys/parse-key.ts';
import { publicHalf } from '../keys/public-half.ts';
import type { PrivateKey, PublicKey } from '../keys/public-key.ts';
import { secondaryNames, secretTypes } from '../kubernetes/names.ts';
import type { Secret } from '../kubernetes/objects.ts';
import { parseSecretData, renderSecretData } from '../kubernetes/secret-data.ts';
import type { ChainLink } from '../protocol/key-chain.ts';
import { IdentityDamaged } from './errors.ts';
import type { MemberIdentity, Membership, NextKeys } from './member-identity.ts';

/** Builds the Secret that keeps the keys and the membership. */
export function buildMemberIdentitySecret(identity: MemberIdentity, namespace: string): Secret {
  return {
    metadata: { name: secondaryNames.identity, namespace },
    type: secretTypes.memberIdentity,
    data: renderMemberIdentity(identity),
  };
}

/** Renders the values of that Secret. */
export function renderMemberIdentity(identity: MemberIdentity): Record<string, string> {
  const { next, membership } = identity;
  return renderSecretData({
    'signing.jwk': JSON.stringify(identity.signing),
    'sealing.jwk': JSON.stringify(identity.sealing),
    'made-at': identity.madeAt,
    'chain.json': JSON.stringify(identity.chain),
    rotated: identity.rotated,
    ...(next === undefined ? {} : { 'next.json': JSON.stringify(next) }),
    ...(membership === undefined ? {} : { 'membership.json': JSON.stringify(membership) }),
  });
}

/**
 * Reads it back. Keys that nobody noted the age of are as old as their Secret.
 *
 * @throws {IdentityDamaged} When a key is missing, the two halves of a key do not fit, or the membership is none.
 */
export function parseMemberIdentitySecret(secret: Pick<Secret, 'data' | 'metadata'>): MemberIdentity {
  const texts = parseSecretData(secret.data);
  const { 'membership.json': membership, 'next.json': next } = texts;
  const signing = readKey(texts['signing.jwk'], 'Ed25519');
  return {
    signing,
    sealing: readKey(texts['sealing.jwk'], 'X25519'),
    madeAt: readTime(texts['made-at'] ?? secret.metadata.creationTimestamp ?? ''),
    chain: readChain(texts['chain.json'], signing),
    rotated: texts['rotated'] ?? '',
    ...(next === undefined ? {} : { next: readNext(next) }),
    ...(membership === undefined ? {} : { membership: readMembership(membership) }),
  };
}

function readKey(text: string | undefined, curve: PrivateKey['crv']): PrivateKey {
  const key = parseKey(text, curve);
  if (key === undefined) throw new IdentityDamaged(`its ${curve} key is missing or was altered`);
  return key;
}

function readTime(text: string): string {
  if (!Number.isNaN(Date.parse(text))) return text;
  throw new IdentityDamaged('the time its keys were made cannot be read');
}

function readChain(text: string | undefined, signing: PrivateKey): readonly ChainLink[] {
  if (text === undefined) return [{ key: publicHalf(signing) }];
  const chain = parseJson(text);
  if (isChain(chain) && chain.at(-1)?.key.x === signing.x) return chain;
  throw new IdentityDamaged('its signing key is not the last of its keys');
}

function readNext(text: string): NextKeys {
  const { signing, sealing, madeAt, statement, mark } = { ...(parseJson(text) as Partial<NextKeys> | null) };
  if (typeof statement !== 'string' || typeof mark !== 'string') {
    throw new IdentityDamaged('its next keys cannot be read');
  }
  return {
    signing: readKey(JSON.stringify(signing), 'Ed25519'),
    sealing: readKey(JSON.stringify(sealing), 'X25519'),
    madeAt: readTime(String(madeAt)),
    statement,
    mark,
  };
}

function readMembership(text: string): Membership {
  const { hubKey, ...document } = { ...(parseJson(text) as StoredMembership | null) };
  // Members that joined with the first version noted one key, and hubs had only one.
  const chain = document.chain ?? (hubKey === undefined ? undefined : [{ key: hubKey }]);
  const isComplete = membershipTexts.every((name) => typeof document[name] === 'string') && isChain(chain);
  if (isComplete) return { ...(document as Membership), chain };
  throw new IdentityDamaged('what it says of the membership cannot be read');
}

type StoredMembership = Partial<Membership> & { readonly hubKey?: PublicKey };

const membershipTexts = [
  'state',
  'memberName',
  'memberId',
  'primaryName',
  'endpoint',
  'hubId',
  'extraCa',
  'tokenDigest',
  'joinedAt',
] as const satisfies (keyof Membership)[];

function isChain(document: unknown): document is readonly ChainLink[] {
  if (!Array.isArray(document) || document.length === 0) return false;
  return document.every((link) => typeof (link as ChainLink | null)?.key?.x === 'string');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
