import { buildKey } from '../keys/build-key.ts';
import { publicHalf } from '../keys/public-half.ts';
import { signSuccessor } from '../protocol/key-chain.ts';
import type { HubIdentity } from './hub-identity.ts';

/**
 * Adds a new key to the chain, vouched for by the newest. The one that signs goes on signing until `from`.
 *
 * @param facts.seed 32 random bytes.
 * @param facts.mark What the values asked for; empty when they did not.
 */
export async function announceSuccessor(
  identity: HubIdentity,
  { seed, from, mark }: { seed: Uint8Array; from: number; mark: string },
): Promise<HubIdentity> {
  const signing = buildKey('Ed25519', seed);
  const key = publicHalf(signing);
  const statement = await signSuccessor((identity.next ?? identity).signing, key, from);
  return {
    ...identity,
    chain: [...identity.chain, { key, statement }],
    next: { signing, from },
    rotated: mark === '' ? identity.rotated : mark,
  };
}

/** Lets the successor take over for good: the private half of the key before is gone from then on. */
export function dropPredecessor({ next, ...identity }: HubIdentity): HubIdentity {
  return { ...identity, signing: next?.signing ?? identity.signing };
}
