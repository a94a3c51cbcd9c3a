import { describe, expect, it } from 'vitest';
import { createHubIdentity } from '../../../../jobs/core/hub-identity/create-hub-identity.ts';
import {
  buildHubIdentitySecret,
  parseHubIdentitySecret,
} from '../../../../jobs/core/hub-identity/hub-identity-secret.ts';
import {
  announceSuccessor,
  dropPredecessor,
} from '../../../../jobs/core/hub-identity/rotate-hub-identity.ts';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { parseSecretData, renderSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';
import { aKey } from '../../../builders/a-key.ts';

const bytes = Uint8Array.from({ length: 96 }, (_, at) => at);
const identity = createHubIdentity(bytes, new Date('2026-11-20T12:00:00.900Z'), '');
const announced = await announceSuccessor(identity, {
  seed: new Uint8Array(32),
  from: identity.epoch + 60,
  mark: 'monday',
});
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
  it.for([
    ['one key', identity],
    ['an announced key', announced],
    ['its second key', dropPredecessor(announced)],
  ] as const)('reads a hub with %s as it was built', ([, made]) => {
    const parsed = parseHubIdentitySecret(buildHubIdentitySecret(made, 'joinery-mc'));

    expect(parsed).toEqual(made);
    expect(parsed.tokenSeed.reveal()).toBe(identity.tokenSeed.reveal());
  });

  it.for([
    ['an announced key of unknown time', { 'next-from': '' }],
    ['an announced key that was cut', { 'next.jwk': '{' }],
    ['an announced key that is not in the chain', { 'next.jwk': JSON.stringify(other) }],
    ['a signing key that is not in the chain', { 'signing.jwk': JSON.stringify(other) }],
  ] as const)('refuses a Secret with %s', ([, changed]) => {
    const data = { ...parseSecretData(buildHubIdentitySecret(announced, 'joinery-mc').data), ...changed };

    expect(() => parseHubIdentitySecret({ data: renderSecretData(data) })).toThrow(
      expect.objectContaining({ code: 'JOINERY_HUB_KEY_DAMAGED' }),
    );
  });

  it('refuses a Secret that lost its announced key', () => {
    const { 'next.jwk': _, ...rest } = parseSecretData(buildHubIdentitySecret(announced, 'joinery-mc').data);

    expect(() => parseHubIdentitySecret({ data: renderSecretData(rest) })).toThrow(
      expect.objectContaining({ code: 'JOINERY_HUB_KEY_DAMAGED' }),
    );
  });

  it('reads what the first version wrote', () => {
    const { rotated: _, ...rest } = texts;

    expect(parseHubIdentitySecret({ data: renderSecretData(rest) })).toEqual(identity);
  });

  const needed = Object.keys(texts).filter((name) => name !== 'rotated');
  it.for(needed.map((name) => [name] as const))('refuses a Secret without %s', ([name]) => {
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
