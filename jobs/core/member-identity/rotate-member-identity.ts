import { publicHalf } from '../keys/public-half.ts';
import { signSuccessor, type ChainLink } from '../protocol/key-chain.ts';
import type { MemberIdentity, MemberKeys } from './member-identity.ts';

/** How many keys a member can name. With the default age of keys that is two years of them. */
const keptLinks = 12;

/** Adds keys that are to take the place of the present ones, vouched for by them. */
export async function addNextKeys(
  identity: MemberIdentity,
  keys: MemberKeys,
  mark: string,
): Promise<MemberIdentity> {
  const from = Math.floor(new Date(keys.madeAt).getTime() / 1000);
  const statement = await signSuccessor(identity.signing, publicHalf(keys.signing), from);
  return { ...identity, next: { ...keys, statement, mark } };
}

/** The member as it is once the hub knows the next keys; without such keys, as it is. The old private halves are gone. */
export function takeUpNextKeys({ next, ...identity }: MemberIdentity): MemberIdentity {
  if (next === undefined) return identity;
  const { statement, mark, ...keys } = next;
  const link: ChainLink = { key: publicHalf(keys.signing), statement };
  return { ...identity, ...keys, chain: [...identity.chain, link].slice(-keptLinks), rotated: mark };
}
