import { describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { parseSecretData, renderSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';
import {
  createMemberIdentity,
  createMemberKeys,
} from '../../../../jobs/core/member-identity/create-member-identity.ts';
import { addNextKeys } from '../../../../jobs/core/member-identity/rotate-member-identity.ts';
import {
  buildMemberIdentitySecret,
  parseMemberIdentitySecret,
} from '../../../../jobs/core/member-identity/member-identity-secret.ts';
import { aKey } from '../../../builders/a-key.ts';
import { aMembership } from '../../../builders/a-membership.ts';
import { found } from '../../../builders/found.ts';

const madeAt = new Date('2026-11-20T12:00:00Z');
const identity = createMemberIdentity(
  Uint8Array.from({ length: 64 }, (_, at) => at),
  madeAt,
);
const member = { ...identity, membership: aMembership() };
const rotating = await addNextKeys(member, createMemberKeys(new Uint8Array(64), madeAt), 'monday');
const next = found(rotating.next);
const texts = parseSecretData(buildMemberIdentitySecret(member, 'joinery').data);
const other = aKey(9);
const metadata = { creationTimestamp: '2026-11-21T08:00:00Z' };

describe('parseMemberIdentitySecret()', () => {
  it.for([
    ['of a cluster that never joined', identity],
    ['of a member', member],
    ['of a member whose keys are about to change', rotating],
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
      { 'membership.json': JSON.stringify({ ...aMembership(), chain: undefined }) },
    ],
    ['a membership with an empty chain', { 'membership.json': JSON.stringify(aMembership({ chain: [] })) }],
    ['an age that is none', { 'made-at': 'young' }],
    ['a chain that is no list', { 'chain.json': '{}' }],
    ["another's chain", { 'chain.json': JSON.stringify([{ key: publicHalf(other) }]) }],
    ['next keys that are no JSON', { 'next.json': '{' }],
    ['next keys that are null', { 'next.json': 'null' }],
    ['next keys that nobody vouches for', { 'next.json': JSON.stringify({ ...next, statement: undefined }) }],
    [
      'next keys without their private half',
      { 'next.json': JSON.stringify({ ...next, signing: publicHalf(next.signing) }) },
    ],
    [
      'a membership without a name',
      { 'membership.json': JSON.stringify({ ...aMembership(), memberName: 5 }) },
    ],
  ] as const)('refuses a Secret with %s', ([, changed]) => {
    expect(() =>
      parseMemberIdentitySecret({ metadata, data: renderSecretData({ ...texts, ...changed }) }),
    ).toThrow(expect.objectContaining({ code: 'JOINERY_IDENTITY_DAMAGED' }));
  });

  it('reads what the first version wrote: keys as old as their Secret, and one key of the hub', () => {
    const { 'signing.jwk': signing = '', 'sealing.jwk': sealing = '' } = texts;
    const { chain, ...membership } = aMembership();
    const hubKey = chain[0]?.key;
    const stored = { 'signing.jwk': signing, 'sealing.jwk': sealing };
    const data = renderSecretData({
      ...stored,
      'membership.json': JSON.stringify({ ...membership, hubKey }),
    });

    expect(parseMemberIdentitySecret({ metadata, data })).toEqual({
      ...member,
      madeAt: '2026-11-21T08:00:00Z',
    });
  });

  it('refuses a Secret without data', () => {
    expect(() => parseMemberIdentitySecret({ metadata })).toThrow(
      expect.objectContaining({ code: 'JOINERY_IDENTITY_DAMAGED' }),
    );
  });
});
