import { describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import { acceptedKeys } from '../../../../jobs/core/protocol/accepted-keys.ts';
import { aKey } from '../../../builders/a-key.ts';

const keys = [aKey(1), aKey(2), aKey(3)].map(publicHalf);

function aChain(...from: number[]) {
  const proven = from.map((seconds, at) => {
    const key = keys[at] ?? publicHalf(aKey(9));
    return { key: thumbprint(key), from: seconds, public: key };
  });
  return { rootId: proven[0]?.key ?? '', links: [], proven };
}

describe('acceptedKeys()', () => {
  it.for([
    ['an old key 10 minutes after its successor took over', aChain(0, 1000), 1600, [1]],
    ['an old key for ever after', aChain(0, 1000), 9_999_999, [1]],
    ['all keys but the last once that took over', aChain(0, 1000, 2000), 2600, [2]],
    ['a key whose successor never signed, since a later one came first', aChain(0, 9000, 1000), 1600, [2]],
  ] as const)('does not take %s', ([, chain, nowSeconds, expected]) => {
    expect(acceptedKeys(chain, new Date(nowSeconds * 1000))).toEqual(expected.map((at) => keys[at]));
  });

  it.for([
    ['the only key', aChain(0), 9_999_999, [0]],
    ['an announced key, for the clock of its hub may be ahead', aChain(0, 1000), 10, [0, 1]],
    ['an old key until 10 minutes after, for the clocks differ', aChain(0, 1000), 1599, [0, 1]],
  ] as const)('takes %s', ([, chain, nowSeconds, expected]) => {
    expect(acceptedKeys(chain, new Date(nowSeconds * 1000))).toEqual(expected.map((at) => keys[at]));
  });
});
