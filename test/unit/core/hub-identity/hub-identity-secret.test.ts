import { describe, expect, it } from 'vitest';
import { createHubIdentity } from '../../../../jobs/core/hub-identity/create-hub-identity.ts';
import {
  buildHubIdentitySecret,
  parseHubIdentitySecret,
} from '../../../../jobs/core/hub-identity/hub-identity-secret.ts';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { parseSecretData, renderSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';
import { aKey } from '../../../builders/a-key.ts';

const bytes = Uint8Array.from({ length: 96 }, (_, at) => at);
const identity = createHubIdentity(bytes, new Date('2026-11-20T12:00:00.900Z'));
const texts = parseSecretData(buildHubIdentitySecret(identity, 'joinery-mc').data);
const other = aKey(9);

describe('createHubIdentity()', () => {
  it('is born at a whole second, with three secrets that have nothing in common', () => {
    const secrets = [identity.signing.d, identity.sealing.d, identity.tokenSeed.reveal()];

    expect(identity.epoch).toBe(1_795_176_000);
    expect(new Set(secrets).size).toBe(3);
    expect(secrets.every((secret) => /^[\w-]{43}$/.test(secret))).toBe(true);
  });
});

describe('parseHubIdentitySecret()', () => {
  it('reads what buildHubIdentitySecret() built', () => {
    const parsed = parseHubIdentitySecret(buildHubIdentitySecret(identity, 'joinery-mc'));

    expect(parsed).toEqual(identity);
    expect(parsed.tokenSeed.reveal()).toBe(identity.tokenSeed.reveal());
  });

  it.for(Object.keys(texts).map((name) => [name] as const))('refuses a Secret without %s', ([name]) => {
    const { [name]: _, ...rest } = texts;

    expect(() => parseHubIdentitySecret({ data: renderSecretData(rest) })).toThrow(
      expect.objectContaining({ code: 'JOINERY_HUB_KEY_DAMAGED' }),
    );
  });

  it.for([
    ['a signing key that is no JSON', { 'signing.jwk': '{' }],
    ['a signing key that is null', { 'signing.jwk': 'null' }],
    [
      'a signing key without its private half',
      { 'signing.jwk': JSON.stringify(publicHalf(identity.signing)) },
    ],
    [
      "a signing key with another's private half",
      { 'signing.jwk': JSON.stringify({ ...identity.signing, d: other.d }) },
    ],
    ['another signing key', { 'signing.jwk': JSON.stringify(other) }],
    ['a sealing key for signing', { 'sealing.jwk': JSON.stringify(other) }],
    [
      "a sealing key with another's private half",
      { 'sealing.jwk': JSON.stringify({ ...identity.sealing, d: other.d }) },
    ],
    ['an empty chain', { 'chain.json': '[]' }],
    ['a chain that is no list', { 'chain.json': '{}' }],
    ['a chain with a link without a key', { 'chain.json': '[{}]' }],
    ['the chain of another hub', { 'chain.json': JSON.stringify([{ key: publicHalf(other) }]) }],
    ['an empty token seed', { 'token-seed': '' }],
    ['a token seed that was cut', { 'token-seed': 'abc' }],
    ['an epoch that is no number', { epoch: 'soon' }],
    ['an empty epoch', { epoch: '' }],
  ] as const)('refuses a Secret with %s', ([, changed]) => {
    expect(() => parseHubIdentitySecret({ data: renderSecretData({ ...texts, ...changed }) })).toThrow(
      expect.objectContaining({ code: 'JOINERY_HUB_KEY_DAMAGED' }),
    );
  });
});
