import { describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { parseSecretData, renderSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';
import {
  buildMemberIdentitySecret,
  createMemberIdentity,
  parseMemberIdentitySecret,
} from '../../../../jobs/core/member-identity/member-identity-secret.ts';
import { aKey } from '../../../builders/a-key.ts';
import { aMembership } from '../../../builders/a-membership.ts';

const identity = createMemberIdentity(Uint8Array.from({ length: 64 }, (_, at) => at));
const member = { ...identity, membership: aMembership() };
const texts = parseSecretData(buildMemberIdentitySecret(member, 'joinery').data);
const other = aKey(9);

describe('parseMemberIdentitySecret()', () => {
  it.for([
    ['of a cluster that never joined', identity],
    ['of a member', member],
  ] as const)('reads the identity %s', ([, made]) => {
    expect(parseMemberIdentitySecret(buildMemberIdentitySecret(made, 'joinery'))).toEqual(made);
  });

  it.for([
    ['no signing key', { 'signing.jwk': '' }],
    ['a signing key that is null', { 'signing.jwk': 'null' }],
    [
      'a signing key without its private half',
      { 'signing.jwk': JSON.stringify(publicHalf(identity.signing)) },
    ],
    [
      "a signing key with another's private half",
      { 'signing.jwk': JSON.stringify({ ...identity.signing, d: other.d }) },
    ],
    [
      "a signing key with another's public half",
      { 'signing.jwk': JSON.stringify({ ...identity.signing, x: other.x }) },
    ],
    ['a sealing key that is cut', { 'sealing.jwk': texts['sealing.jwk']?.slice(0, -5) ?? '' }],
    ['a sealing key for signing', { 'sealing.jwk': JSON.stringify(other) }],
    ['a membership that is no JSON', { 'membership.json': '{' }],
    ['a membership that is null', { 'membership.json': 'null' }],
    ['a membership that is a number', { 'membership.json': '5' }],
    [
      'a membership without a hub',
      { 'membership.json': JSON.stringify({ ...aMembership(), hubKey: undefined }) },
    ],
    [
      'a membership without a name',
      { 'membership.json': JSON.stringify({ ...aMembership(), memberName: 5 }) },
    ],
  ] as const)('refuses a Secret with %s', ([, changed]) => {
    expect(() => parseMemberIdentitySecret({ data: renderSecretData({ ...texts, ...changed }) })).toThrow(
      expect.objectContaining({ code: 'JOINERY_IDENTITY_DAMAGED' }),
    );
  });

  it('refuses a Secret without data', () => {
    expect(() => parseMemberIdentitySecret({})).toThrow(
      expect.objectContaining({ code: 'JOINERY_IDENTITY_DAMAGED' }),
    );
  });
});
