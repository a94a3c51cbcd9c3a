import type { PrivateKey, PublicKey } from '../keys/public-key.ts';
import { thumbprint } from '../keys/thumbprint.ts';
import { ChainNotProven } from './errors.ts';
import { signJws, verifyJws } from './jws.ts';

/** One key of a hub. Every key but the first carries the statement "old signs new". */
export interface ChainLink {
  readonly key: PublicKey;
  /** JWS by the key before, over the thumbprint of this one. */
  readonly statement?: string;
}

/** A verified chain. */
export interface HubKeys {
  /** Thumbprint of the first key: the hub's name for ever. */
  readonly hubId: string;
  /** The key that signs now. */
  readonly current: PublicKey;
}

/** Writes the statement by which the holder of `old` makes `next` its successor. */
export async function signSuccessor(old: PrivateKey, next: PublicKey): Promise<string> {
  return signJws('hub-key', thumbprint(next), old);
}

/**
 * Verifies a chain from end to end and that the pinned key is in it, so that a token or member that
 * pins an older key follows to the newest.
 *
 * @param pin Thumbprint of any key of the chain.
 * @throws {ChainNotProven} When a statement does not verify or the pin is not in the chain.
 */
export async function verifyKeyChain(chain: readonly ChainLink[], pin: string): Promise<HubKeys> {
  const [root, ...rest] = chain;
  if (root === undefined) throw new ChainNotProven('the key chain is empty');
  let current = root.key;
  const thumbprints = [thumbprint(current)];
  for (const link of rest) {
    const stated = await verifyJws('hub-key', link.statement ?? '', current);
    if (stated !== thumbprint(link.key)) {
      throw new ChainNotProven('a key of the chain is not vouched for by the one before');
    }
    current = link.key;
    thumbprints.push(stated);
  }
  if (!thumbprints.includes(pin)) throw new ChainNotProven('it is another hub than the one the token names');
  return { hubId: thumbprint(root.key), current };
}
