import { buildKey } from '../keys/build-key.ts';
import { parseKey } from '../keys/parse-key.ts';
import type { PrivateKey } from '../keys/public-key.ts';
import { secondaryNames, secretTypes } from '../kubernetes/names.ts';
import type { Secret } from '../kubernetes/objects.ts';
import { parseSecretData, renderSecretData } from '../kubernetes/secret-data.ts';
import { IdentityDamaged } from './errors.ts';
import type { MemberIdentity, Membership } from './member-identity.ts';

/** Makes a new member's keys from 64 random bytes. */
export function createMemberIdentity(randomBytes: Uint8Array): MemberIdentity {
  return {
    signing: buildKey('Ed25519', randomBytes.subarray(0, 32)),
    sealing: buildKey('X25519', randomBytes.subarray(32, 64)),
  };
}

/** Builds the Secret that keeps the keys and the membership. */
export function buildMemberIdentitySecret(identity: MemberIdentity, namespace: string): Secret {
  const { membership } = identity;
  return {
    metadata: { name: secondaryNames.identity, namespace },
    type: secretTypes.memberIdentity,
    data: renderMemberIdentity(identity, membership),
  };
}

/** Renders the values of that Secret. */
export function renderMemberIdentity(
  identity: MemberIdentity,
  membership: Membership | undefined,
): Record<string, string> {
  return renderSecretData({
    'signing.jwk': JSON.stringify(identity.signing),
    'sealing.jwk': JSON.stringify(identity.sealing),
    ...(membership === undefined ? {} : { 'membership.json': JSON.stringify(membership) }),
  });
}

/**
 * Reads it back.
 *
 * @throws {IdentityDamaged} When a key is missing, the two halves of a key do not fit, or the membership is none.
 */
export function parseMemberIdentitySecret(secret: Pick<Secret, 'data'>): MemberIdentity {
  const texts = parseSecretData(secret.data);
  const membership = texts['membership.json'];
  return {
    signing: readKey(texts['signing.jwk'], 'Ed25519'),
    sealing: readKey(texts['sealing.jwk'], 'X25519'),
    ...(membership === undefined ? {} : { membership: readMembership(membership) }),
  };
}

function readKey(text: string | undefined, curve: PrivateKey['crv']): PrivateKey {
  const key = parseKey(text, curve);
  if (key === undefined) throw new IdentityDamaged(`its ${curve} key is missing or was altered`);
  return key;
}

function readMembership(text: string): Membership {
  const document = parseJson(text);
  if (isMembership(document)) return document;
  throw new IdentityDamaged('what it says of the membership cannot be read');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

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

function isMembership(document: unknown): document is Membership {
  if (typeof document !== 'object' || document === null) return false;
  const { hubKey, ...rest } = document as Partial<Membership>;
  return membershipTexts.every((name) => typeof rest[name] === 'string') && typeof hubKey?.x === 'string';
}
