import { buildKey } from '../keys/build-key.ts';
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
 * @throws {IdentityDamaged} When a key is missing or the two halves of a key do not fit.
 */
export function parseMemberIdentitySecret(secret: Pick<Secret, 'data'>): MemberIdentity {
  const texts = parseSecretData(secret.data);
  const membership = texts['membership.json'];
  return {
    signing: parseKey(texts['signing.jwk'], 'Ed25519'),
    sealing: parseKey(texts['sealing.jwk'], 'X25519'),
    ...(membership === undefined ? {} : { membership: parseJson(membership) as Membership }),
  };
}

function parseKey(text: string | undefined, curve: PrivateKey['crv']): PrivateKey {
  if (text === undefined) throw new IdentityDamaged(`its ${curve} key is missing`);
  const { d, x } = parseJson(text) as Partial<PrivateKey>;
  const seed = Buffer.from(String(d), 'base64url');
  if (seed.length !== 32 || buildKey(curve, seed).x !== x)
    throw new IdentityDamaged(`its ${curve} key was altered`);
  return { kty: 'OKP', crv: curve, x, d: String(d) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new IdentityDamaged('a part of it is not JSON');
  }
}
