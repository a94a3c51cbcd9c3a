import { describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import type { PrivateKey } from '../../../../jobs/core/keys/public-key.ts';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import { ChainNotProven } from '../../../../jobs/core/protocol/errors.ts';
import { signJws } from '../../../../jobs/core/protocol/jws.ts';
import { signSuccessor, verifyKeyChain, type ChainLink } from '../../../../jobs/core/protocol/key-chain.ts';
import { aKey } from '../../../builders/a-key.ts';

const [first, second, third, stranger] = [aKey(1), aKey(2), aKey(3), aKey(4)];

async function linkFrom(old: PrivateKey, next: PrivateKey): Promise<ChainLink> {
  return { key: publicHalf(next), statement: await signSuccessor(old, publicHalf(next)) };
}

const root: ChainLink = { key: publicHalf(first) };
const toSecond = await linkFrom(first, second);
const toThird = await linkFrom(second, third);
const chain = [root, toSecond, toThird];
const secondByStranger = await linkFrom(stranger, second);
const strangerByStranger = await linkFrom(stranger, stranger);
const voucherForSecond = {
  key: publicHalf(second),
  statement: await signJws('sealing-key', thumbprint(second), first),
};

describe('verifyKeyChain()', () => {
  it.for([
    ['first', first],
    ['second', second],
    ['last', third],
  ] as const)('leads from a pin of the %s key to the newest', async ([, pinned]) => {
    expect(await verifyKeyChain(chain, thumbprint(pinned))).toEqual({
      hubId: thumbprint(first),
      current: publicHalf(third),
    });
  });

  it.for([
    ['is empty', [], first],
    ['does not hold the pin', chain, stranger],
    ['lacks a statement', [root, { key: publicHalf(second) }, toThird], first],
    ['has a statement by a stranger', [root, secondByStranger, toThird], first],
    ['has a statement for another key', [root, { ...toSecond, key: publicHalf(stranger) }], first],
    ['leaves out a key', [root, toThird], first],
    ['is in another order', [root, toThird, toSecond], first],
    ['begins with a stranger', [{ key: publicHalf(stranger) }, toSecond, toThird], second],
    ['ends in a stranger who vouches for himself', [...chain, strangerByStranger], first],
    ['has a statement made for another purpose', [root, voucherForSecond], first],
  ] as const)('refuses a chain that %s', async ([, links, pinned]) => {
    await expect(verifyKeyChain(links, thumbprint(pinned))).rejects.toThrow(ChainNotProven);
  });
});
