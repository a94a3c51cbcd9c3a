import { describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import { signJws } from '../../../../jobs/core/protocol/jws.ts';
import { isVoucher, signVoucher } from '../../../../jobs/core/protocol/key-voucher.ts';
import { aKey } from '../../../builders/a-key.ts';

const signing = aKey(1);
const sealing = publicHalf(aKey(2, 'X25519'));

describe('isVoucher()', () => {
  it.for([
    ['for another sealing key', signVoucher(signing, publicHalf(aKey(3, 'X25519')))],
    ['by another signing key', signVoucher(aKey(4), sealing)],
    ['made as a request', signJws('request', thumbprint(sealing), signing)],
    ['made as a statement of succession', signJws('successor', thumbprint(sealing), signing)],
    ['empty', Promise.resolve('')],
  ] as const)('refuses a voucher that is %s', async ([, voucher]) => {
    expect(await isVoucher(await voucher, publicHalf(signing), sealing)).toBe(false);
  });

  it("accepts the signing key's word for the sealing key", async () => {
    expect(await isVoucher(await signVoucher(signing, sealing), publicHalf(signing), sealing)).toBe(true);
  });
});
