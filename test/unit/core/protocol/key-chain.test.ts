import { describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import type { PrivateKey } from '../../../../jobs/core/keys/public-key.ts';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import { ChainNotProven } from '../../../../jobs/core/protocol/errors.ts';
import { signJws } from '../../../../jobs/core/protocol/jws.ts';
import {
  followKeyChain,
  newestKey,
  signSuccessor,
  verifyKeyChain,
  type ChainLink,
} from '../../../../jobs/core/protocol/key-chain.ts';
import { aKey } from '../../../builders/a-key.ts';

const [first, second, third, stranger] = [aKey(1), aKey(2), aKey(3), aKey(4)];

async function linkFrom(old: PrivateKey, next: PrivateKey, from: number): Promise<ChainLink> {
  return { key: publicHalf(next), statement: await signSuccessor(old, publicHalf(next), from) };
}

const root: ChainLink = { key: publicHalf(first) };
const toSecond = await linkFrom(first, second, 200);
const toThird = await linkFrom(second, third, 300);
const chain = [root, toSecond, toThird];
const secondByStranger = await linkFrom(stranger, second, 200);
const strangerByStranger = await linkFrom(stranger, stranger, 300);
const thiefByFirst = await linkFrom(first, stranger, 200);
const voucherForSecond = {
  key: publicHalf(second),
  statement: await signJws('sealing-key', thumbprint(second), first),
};
const bareStatement = {
  key: publicHalf(second),
  statement: await signJws('successor', thumbprint(second), first),
};
const provenKeys = [
  { key: thumbprint(first), from: 0, public: publicHalf(first) },
  { key: thumbprint(second), from: 200, public: publicHalf(second) },
  { key: thumbprint(third), from: 300, public: publicHalf(third) },
];

describe('verifyKeyChain()', () => {
  it.for([
    ['is empty', [], first],
    ['does not hold the pin', chain, stranger],
    ['lacks a statement', [root, { key: publicHalf(second) }, toThird], first],
    ['has a statement by a stranger', [root, secondByStranger, toThird], first],
    ['has a statement for another key', [root, { ...toSecond, key: publicHalf(stranger) }], first],
    ['has a statement without a time', [root, bareStatement], first],
    ['leaves out a key', [root, toThird], first],
    ['is in another order', [root, toThird, toSecond], first],
    ['begins with a stranger', [{ key: publicHalf(stranger) }, toSecond, toThird], second],
    ['ends in a stranger who vouches for himself', [...chain, strangerByStranger], first],
    ['has a statement made for another purpose', [root, voucherForSecond], first],
  ] as const)('refuses a chain that %s', async ([, links, pinned]) => {
    await expect(verifyKeyChain(links, thumbprint(pinned))).rejects.toThrow(ChainNotProven);
  });

  it('proves nothing of a stranger who puts himself before the pinned key', async () => {
    const { proven } = await verifyKeyChain(
      [{ key: publicHalf(stranger) }, secondByStranger, toThird],
      thumbprint(second),
    );

    expect(proven).toEqual(provenKeys.slice(1));
  });

  it.for([
    ['first', first, provenKeys],
    ['second', second, provenKeys.slice(1)],
    ['last', third, provenKeys.slice(2)],
  ] as const)('leads from a pin of the %s key to the newest', async ([, pinned, proven]) => {
    expect(await verifyKeyChain(chain, thumbprint(pinned))).toEqual({
      rootId: thumbprint(first),
      links: chain,
      proven,
    });
  });
});

describe('followKeyChain()', () => {
  it.for([
    ['replaces the newest known key by the word of an older, stolen one', [root, thiefByFirst]],
    ['goes on from an older, stolen key', [root, thiefByFirst, strangerByStranger]],
    ['goes on from a stranger', [root, toSecond, strangerByStranger]],
    ['begins with another key', [{ key: publicHalf(stranger) }]],
  ] as const)('refuses an offer that %s', async ([, offered]) => {
    await expect(followKeyChain([root, toSecond], offered)).rejects.toThrow(ChainNotProven);
  });

  it.for([
    ['as much as is known', [root, toSecond]],
    ['less than is known', [root]],
    ['nothing', []],
  ] as const)('stays with the known keys when the hub says %s', async ([, offered]) => {
    expect((await followKeyChain([root, toSecond], offered)).links).toEqual([root, toSecond]);
  });

  it('takes up keys that follow from the known ones', async () => {
    const { links, proven } = await followKeyChain([root, toSecond], chain);

    expect([links, proven]).toEqual([chain, provenKeys]);
  });
});

describe('newestKey()', () => {
  it.for([
    ['the last key', chain, thumbprint(third)],
    ['nothing for a chain without keys', [], ''],
  ] as const)('names %s', ([, links, name]) => {
    expect(newestKey(links)).toBe(name);
  });
});
