import { describe, expect, it } from 'vitest';
import type { PrivateKey } from '../../../../jobs/core/keys/public-key.ts';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import { aKey } from '../../../builders/a-key.ts';

describe('thumbprint()', () => {
  it('is that of RFC 8037, appendix A.3, which follows RFC 7638', () => {
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';

    expect(thumbprint({ kty: 'OKP', crv: 'Ed25519', x })).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it('is the same for both halves of a key, in whatever order they are written', () => {
    const { kty, crv, x, d } = aKey(1);
    const reordered: PrivateKey = { d, x, crv, kty };

    expect(thumbprint(reordered)).toBe(thumbprint({ kty, crv, x }));
  });

  it('is another for the same bytes on another curve', () => {
    const { x } = aKey(1);

    expect(thumbprint({ kty: 'OKP', crv: 'X25519', x })).not.toBe(
      thumbprint({ kty: 'OKP', crv: 'Ed25519', x }),
    );
  });
});
