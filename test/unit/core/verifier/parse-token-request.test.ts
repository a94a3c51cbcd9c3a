import { describe, expect, it } from 'vitest';
import { parseTokenRequest, parseTtl } from '../../../../jobs/core/verifier/parse-token-request.ts';

const thumbprint = Buffer.alloc(32, 9).toString('base64url');

describe('parseTtl()', () => {
  it.for([
    ['nothing', ''],
    ['zero', '0s'],
    ['a number without a unit', '24'],
    ['a unit without a number', 'h'],
    ['a fraction', '1.5h'],
    ['a negative number', '-1h'],
    ['two units', '1h30m'],
    ['an unknown unit', '2w'],
    ['a space', '24 h'],
    ['a line break at the end', '24h\n'],
    ['a zero in front', '024h'],
    ['one day more than a year', '366d'],
    ['one second more than a year', '31536001s'],
    ['a number too long to read', '99999999999h'],
  ] as const)('gives nothing for %s', ([, text]) => {
    expect(parseTtl(text)).toBeUndefined();
  });

  it.for([
    ['one second', '1s', 1],
    ['minutes', '90m', 5400],
    ['hours', '24h', 86_400],
    ['a year in days', '365d', 31_536_000],
    ['a year in seconds', '31536000s', 31_536_000],
  ] as const)('reads %s', ([, text, seconds]) => {
    expect(parseTtl(text)).toBe(seconds);
  });
});

describe('parseTokenRequest()', () => {
  it.for([
    ['a ttl that is no time', { 'joinery.dev/ttl': 'soon' }],
    ['an empty ttl', { 'joinery.dev/ttl': '' }],
    ['no uses', { 'joinery.dev/uses': '0' }],
    ['a negative number of uses', { 'joinery.dev/uses': '-1' }],
    ['half a use', { 'joinery.dev/uses': '1.5' }],
    ['a million uses', { 'joinery.dev/uses': '1000000' }],
    ['uses in capitals', { 'joinery.dev/uses': 'UNLIMITED' }],
    ['replace that is neither true nor false', { 'joinery.dev/replace': 'yes' }],
    ['replace without a name', { 'joinery.dev/replace': 'true' }],
    ['replace with an empty name', { 'joinery.dev/replace': 'true', 'joinery.dev/member-name': '' }],
    ['an empty name', { 'joinery.dev/member-name': '' }],
    ['a name that is no DNS label', { 'joinery.dev/member-name': 'Edge 7' }],
    ['an empty thumbprint', { 'joinery.dev/member-thumbprint': '' }],
    ['a thumbprint that is too short', { 'joinery.dev/member-thumbprint': 'abc' }],
  ] as const)('refuses %s', ([, annotations]) => {
    expect(() => parseTokenRequest(annotations, '24h')).toThrow(
      expect.objectContaining({ code: 'JOINERY_TOKEN_ANNOTATION_INVALID' }),
    );
  });

  it('refuses a default ttl that is no time', () => {
    expect(() => parseTokenRequest({}, 'soon')).toThrow(
      expect.objectContaining({ code: 'JOINERY_TOKEN_ANNOTATION_INVALID' }),
    );
  });

  it('without annotations asks for one use and the default ttl', () => {
    expect(parseTokenRequest({}, '24h')).toEqual({ ttlSeconds: 86_400, maxUses: 1, replace: false });
  });

  it('reads every annotation', () => {
    const annotations = {
      'joinery.dev/ttl': '7d',
      'joinery.dev/uses': 'unlimited',
      'joinery.dev/member-name': 'edge-7',
      'joinery.dev/member-thumbprint': thumbprint,
      'joinery.dev/replace': 'true',
      'example.com/other': 'ignored',
    };

    expect(parseTokenRequest(annotations, '24h')).toEqual({
      ttlSeconds: 604_800,
      maxUses: 'unlimited',
      memberName: 'edge-7',
      memberThumbprint: thumbprint,
      replace: true,
    });
  });
});
