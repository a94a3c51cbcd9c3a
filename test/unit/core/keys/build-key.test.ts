import { describe, expect, it } from 'vitest';
import { buildKey } from '../../../../jobs/core/keys/build-key.ts';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';

describe('buildKey()', () => {
  it.for([
    ['no seed', 0],
    ['a seed one byte short', 31],
    ['a seed one byte long', 33],
  ] as const)('refuses %s', ([, length]) => {
    expect(() => buildKey('Ed25519', new Uint8Array(length))).toThrow(RangeError);
  });

  it('builds the Ed25519 key of RFC 8037, appendix A.1', () => {
    const d = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A';

    expect(buildKey('Ed25519', Buffer.from(d, 'base64url'))).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      d,
    });
  });

  it("builds Bob's X25519 key of RFC 7748, section 6.1", () => {
    const seed = Buffer.from('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb', 'hex');
    const { x } = buildKey('X25519', seed);

    expect(Buffer.from(x, 'base64url').toString('hex')).toBe(
      'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    );
  });
});

describe('publicHalf()', () => {
  it('has no private part', () => {
    const key = buildKey('Ed25519', new Uint8Array(32));

    expect(publicHalf(key)).toEqual({ kty: 'OKP', crv: 'Ed25519', x: key.x });
  });
});
