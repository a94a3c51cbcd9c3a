import { describe, expect, it } from 'vitest';
import { renderSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';
import { buildVerifierSecret, parseVerifierSecret } from '../../../../jobs/core/verifier/verifier-secret.ts';
import { aUse, aVerifier } from '../../../builders/a-verifier.ts';

const stored = {
  tokenId: '0123456789ab',
  secretName: 'join-token-a',
  secretUid: 'uid',
  proofKey: 'key',
  expiresAt: '2026-11-21T12:00:00.000Z',
  maxUses: 1,
  replace: false,
  uses: [],
};

describe('parseVerifierSecret()', () => {
  it('reads what buildVerifierSecret() built', () => {
    const verifier = aVerifier({ memberName: 'edge-7', memberThumbprint: 'thumbprint', uses: [aUse('a')] });

    const parsed = parseVerifierSecret(buildVerifierSecret(verifier, 'joinery-mc'));

    expect(parsed).toEqual(verifier);
    expect(parsed?.proofKey.reveal()).toBe(verifier.proofKey.reveal());
  });

  it.for([
    ['no data', {}],
    ['another key only', { other: JSON.stringify(stored) }],
    ['no JSON', { 'verifier.json': '{' }],
    ['null', { 'verifier.json': 'null' }],
    ['no proof key', { 'verifier.json': JSON.stringify({ ...stored, proofKey: undefined }) }],
    ['an expiry that is no date', { 'verifier.json': JSON.stringify({ ...stored, expiresAt: 'soon' }) }],
    ['no list of uses', { 'verifier.json': JSON.stringify({ ...stored, uses: 3 }) }],
  ] as const)('gives nothing for a Secret with %s', ([, texts]) => {
    expect(parseVerifierSecret({ data: renderSecretData(texts) })).toBeUndefined();
  });
});
