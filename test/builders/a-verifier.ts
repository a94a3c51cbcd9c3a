import { Confidential } from '../../jobs/core/confidential/confidential.ts';
import type { TokenUse, Verifier } from '../../jobs/core/verifier/verifier.ts';

/** A verifier of a single-use token that nobody has used. */
export function aVerifier(overrides: Partial<Verifier> = {}): Verifier {
  return {
    tokenId: '0123456789ab',
    secretName: 'join-token-a',
    secretUid: 'b7a1c0de-0000-4000-8000-000000000001',
    proofKey: new Confidential(Buffer.alloc(32, 5).toString('base64url')),
    expiresAt: new Date('2026-11-21T12:00:00.000Z'),
    maxUses: 1,
    replace: false,
    uses: [],
    ...overrides,
  };
}

/** A use by the key `thumbprint`, with its `Member` written. */
export function aUse(thumbprint: string, overrides: Partial<TokenUse> = {}): TokenUse {
  return {
    thumbprint,
    name: 'edge-7',
    memberId: 'b7a1c0de-0000-4000-8000-000000000002',
    at: '2026-11-20T12:00:00Z',
    admitted: true,
    ...overrides,
  };
}
