import { describe, expect, it } from 'vitest';
import { Confidential } from '../../../../jobs/core/confidential/confidential.ts';
import { deriveTokenId, deriveTokenSecret } from '../../../../jobs/core/join-token/mint.ts';

const seed = new Confidential(Buffer.alloc(32, 1).toString('base64url'));
const otherSeed = new Confidential(Buffer.alloc(32, 2).toString('base64url'));

describe('deriveTokenId()', () => {
  it('is twelve hexadecimal digits, and another for every Secret', () => {
    const ids = Array.from({ length: 200 }, (_, number) => deriveTokenId(`uid-${number}`));

    expect(new Set(ids).size).toBe(200);
    expect(ids.every((id) => /^[0-9a-f]{12}$/.test(id))).toBe(true);
  });
});

describe('deriveTokenSecret()', () => {
  it('is the same for every replica', () => {
    expect(deriveTokenSecret(seed, 'uid-1').reveal()).toBe(deriveTokenSecret(seed, 'uid-1').reveal());
  });

  it.for([
    ['another Secret', deriveTokenSecret(seed, 'uid-2')],
    ['another hub', deriveTokenSecret(otherSeed, 'uid-1')],
  ] as const)('is another for %s', ([, found]) => {
    expect(found.reveal()).not.toBe(deriveTokenSecret(seed, 'uid-1').reveal());
  });

  it('has 256 bits', () => {
    expect(deriveTokenSecret(seed, 'uid-1').reveal()).toMatch(/^[\w-]{43}$/);
  });
});
