import { createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';
import { deriveProofKey, isProof, renderProof } from '../../../../jobs/core/join-token/proof-key.ts';

const secret = new Confidential(Buffer.alloc(32, 1).toString('base64url'));
const other = new Confidential(Buffer.alloc(32, 2).toString('base64url'));
const proofKey = deriveProofKey('0123456789ab', secret);

describe('deriveProofKey()', () => {
  it('is HKDF with SHA-256 of the secret, salted with the token id', () => {
    const expected = hkdfSync('sha256', Buffer.alloc(32, 1), '0123456789ab', 'joinery/v1/join-proof', 32);

    expect(proofKey.reveal()).toBe(Buffer.from(expected).toString('base64url'));
  });

  it.for([
    ['another token id', deriveProofKey('0123456789ac', secret)],
    ['another secret', deriveProofKey('0123456789ab', other)],
    ['the secret itself', secret],
  ] as const)('is not that of %s', ([, found]) => {
    expect(found.reveal()).not.toBe(proofKey.reveal());
  });
});

describe('isProof()', () => {
  it.for([
    ['of another signature', renderProof(proofKey, 'other')],
    ['by another key', renderProof(other, 'signature')],
    ['by the secret instead of the key derived from it', renderProof(secret, 'signature')],
    ['cut', renderProof(proofKey, 'signature').slice(0, -1)],
    ['too long', `${renderProof(proofKey, 'signature')}A`],
    ['in capitals', renderProof(proofKey, 'signature').toUpperCase()],
    ['empty', ''],
    ['not even ASCII', 'é'.repeat(43)],
  ] as const)('refuses a proof that is %s', ([, proof]) => {
    expect(isProof(proofKey, 'signature', proof)).toBe(false);
  });

  it('accepts an HMAC with SHA-256 over the signature', () => {
    const key = Buffer.from(proofKey.reveal(), 'base64url');
    const proof = createHmac('sha256', key).update('signature').digest('base64url');

    expect(isProof(proofKey, 'signature', proof)).toBe(true);
  });
});
