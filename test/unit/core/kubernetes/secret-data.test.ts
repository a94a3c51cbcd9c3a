import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSecretData, renderSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';

describe('parseSecretData()', () => {
  it('reads a Secret without data as empty', () => {
    expect(parseSecretData(undefined)).toEqual({});
  });

  it('reads what renderSecretData() wrote', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z][a-z.-]{0,20}$/), fc.string({ unit: 'grapheme' })),
        (texts) => {
          expect(parseSecretData(renderSecretData(texts))).toEqual({ ...texts });
        },
      ),
    );
  });
});
