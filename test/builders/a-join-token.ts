import { Confidential } from '../../jobs/core/confidential/confidential.ts';
import type { JoinToken } from '../../jobs/core/join-token/join-token.ts';

/** A token that is valid in form; no hub knows it. */
export function aJoinToken(overrides: Partial<JoinToken> = {}): JoinToken {
  return {
    endpoint: 'https://hub.example.com/joinery',
    tokenId: '0123456789ab',
    secret: new Confidential(Buffer.alloc(32, 7).toString('base64url')),
    hubThumbprint: Buffer.alloc(32, 9).toString('base64url'),
    expiresAt: new Date('2026-11-21T12:00:00.000Z'),
    ...overrides,
  };
}
