import { describe, expect, it } from 'vitest';
import { findUse, judgeToken, recordUse } from '../../../../jobs/core/verifier/verifier.ts';
import { aUse, aVerifier } from '../../../builders/a-verifier.ts';

const before = new Date('2026-11-21T11:59:59.999Z');
const at = new Date('2026-11-21T12:00:00.000Z');

describe('judgeToken()', () => {
  it.for([
    ['Ready', 'one millisecond before it expires', aVerifier(), before],
    ['Expired', 'at the instant it expires', aVerifier(), at],
    ['Spent', 'once it was used', aVerifier({ uses: [aUse('a')] }), before],
    ['Expired', 'when spent and expired', aVerifier({ uses: [aUse('a')] }), at],
    ['Ready', 'with a use left', aVerifier({ maxUses: 2, uses: [aUse('a')] }), before],
    ['Ready', 'without a limit', aVerifier({ maxUses: 'unlimited', uses: [aUse('a')] }), before],
  ] as const)('says %s %s', ([state, , verifier, now]) => {
    expect(judgeToken(verifier, now)).toBe(state);
  });
});

describe('recordUse()', () => {
  it('adds a use and keeps those of others', () => {
    const verifier = recordUse(aVerifier({ uses: [aUse('a')] }), aUse('b'));

    expect(verifier.uses.map(({ thumbprint }) => thumbprint)).toEqual(['a', 'b']);
  });

  it('counts a key once, however often it is recorded', () => {
    const verifier = recordUse(aVerifier({ uses: [aUse('a', { admitted: false })] }), aUse('a'));

    expect(verifier.uses).toEqual([aUse('a')]);
    expect(findUse(verifier, 'a')?.admitted).toBe(true);
  });
});
