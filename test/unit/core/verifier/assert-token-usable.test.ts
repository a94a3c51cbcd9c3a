import { describe, expect, it } from 'vitest';
import { assertTokenUsable } from '../../../../jobs/core/verifier/assert-token-usable.ts';
import { aUse, aVerifier } from '../../../builders/a-verifier.ts';

const facts = {
  name: 'edge-7',
  thumbprint: 'mine',
  secretExists: true,
  now: new Date('2026-11-21T11:59:59.999Z'),
};
const atExpiry = { ...facts, now: new Date('2026-11-21T12:00:00.000Z') };
const revoked = { ...facts, secretExists: false };

describe('assertTokenUsable()', () => {
  it.for([
    ['at the instant it expires', aVerifier(), atExpiry, 'JOINERY_TOKEN_EXPIRED'],
    [
      'expired, also to a key that used it',
      aVerifier({ uses: [aUse('mine')] }),
      atExpiry,
      'JOINERY_TOKEN_EXPIRED',
    ],
    [
      'expired and spent, for being expired',
      aVerifier({ uses: [aUse('other')] }),
      atExpiry,
      'JOINERY_TOKEN_EXPIRED',
    ],
    ['bound to another name', aVerifier({ memberName: 'edge-8' }), facts, 'JOINERY_TOKEN_FOR_ANOTHER_NAME'],
    [
      'bound to another name, also to a key that used it',
      aVerifier({ memberName: 'edge-8', uses: [aUse('mine')] }),
      facts,
      'JOINERY_TOKEN_FOR_ANOTHER_NAME',
    ],
    [
      'bound to another key',
      aVerifier({ memberThumbprint: 'other' }),
      facts,
      'JOINERY_TOKEN_FOR_ANOTHER_KEY',
    ],
    [
      'used by this key under another name',
      aVerifier({ uses: [aUse('mine', { name: 'edge-8' })] }),
      facts,
      'JOINERY_TOKEN_FOR_ANOTHER_NAME',
    ],
    ['revoked', aVerifier(), revoked, 'JOINERY_TOKEN_REVOKED'],
    ['used once by another key', aVerifier({ uses: [aUse('other')] }), facts, 'JOINERY_TOKEN_SPENT'],
    [
      'used by as many keys as may',
      aVerifier({ maxUses: 2, uses: [aUse('other'), aUse('another')] }),
      facts,
      'JOINERY_TOKEN_SPENT',
    ],
  ] as const)('refuses a token that is %s', ([, verifier, given, code]) => {
    expect(() => assertTokenUsable(verifier, given)).toThrow(expect.objectContaining({ code }));
  });

  it.for([
    ['one millisecond before it expires', aVerifier(), facts],
    ['bound to this name', aVerifier({ memberName: 'edge-7' }), facts],
    ['bound to this key', aVerifier({ memberThumbprint: 'mine' }), facts],
    ['spent by this key itself', aVerifier({ uses: [aUse('mine')] }), facts],
    ['revoked after this key used it', aVerifier({ uses: [aUse('mine')] }), revoked],
    [
      'taken by this key under another name, which never became a member',
      aVerifier({ uses: [aUse('mine', { name: 'edge-8', admitted: false })] }),
      facts,
    ],
    ['used by one key fewer than may', aVerifier({ maxUses: 2, uses: [aUse('other')] }), facts],
    [
      'unlimited and used by many',
      aVerifier({ maxUses: 'unlimited', uses: [aUse('other'), aUse('another')] }),
      facts,
    ],
  ] as const)('accepts a token that is %s', ([, verifier, given]) => {
    expect(() => assertTokenUsable(verifier, given)).not.toThrow();
  });
});
