import type { PrivateKey, PublicKey } from '../keys/public-key.ts';
import { thumbprint } from '../keys/thumbprint.ts';
import { ChainNotProven } from './errors.ts';
import { signJws, verifyJws } from './jws.ts';
import { parseClaims } from './parse-claims.ts';

/** One signing key of a hub or member. Every key but the first carries the statement "old signs new". */
export interface ChainLink {
  readonly key: PublicKey;
  /** JWS by the key before: who its successor is, and from when. */
  readonly statement?: string;
}

/** What the holder of a key says of its successor. */
interface Succession {
  /** Thumbprint of the successor. */
  readonly key: string;
  /** Unix seconds from which the successor signs. */
  readonly from: number;
}

/** A key of a verified chain. */
interface ChainKey extends Succession {
  readonly public: PublicKey;
}

/** A verified chain. */
export interface KeyChain {
  /** Thumbprint of the first key: the name of its owner for ever. */
  readonly rootId: string;
  readonly links: readonly ChainLink[];
  /** The pinned key and its successors; what stands before the pin is nobody's word. */
  readonly proven: readonly ChainKey[];
}

/** Writes the statement by which the holder of `old` makes `next` its successor. */
export async function signSuccessor(old: PrivateKey, next: PublicKey, from: number): Promise<string> {
  const succession: Succession = { key: thumbprint(next), from };
  return signJws('successor', JSON.stringify(succession), old);
}

/**
 * Verifies a chain from end to end and that the pinned key is in it, so that a token or member that
 * pins an older key follows to the newest.
 *
 * @param pin Thumbprint of any key of the chain.
 * @throws {ChainNotProven} When a statement does not verify or the pin is not in the chain.
 */
export async function verifyKeyChain(links: readonly ChainLink[], pin: string): Promise<KeyChain> {
  const [root, ...rest] = links;
  if (root === undefined) throw new ChainNotProven('the key chain is empty');
  const rootId = thumbprint(root.key);
  const keys: ChainKey[] = [{ key: rootId, from: 0, public: root.key }];
  let current = root.key;
  for (const link of rest) {
    const succession = await readSuccession(link, current);
    keys.push({ ...succession, public: link.key });
    current = link.key;
  }
  const pinnedAt = keys.findIndex(({ key }) => key === pin);
  if (pinnedAt === -1) throw new ChainNotProven('it is another hub than the one the token names');
  return { rootId, links, proven: keys.slice(pinnedAt) };
}

async function readSuccession({ key, statement = '' }: ChainLink, before: PublicKey): Promise<Succession> {
  const text = await verifyJws('successor', statement, before);
  const stated =
    text === undefined ? undefined : parseClaims<Succession>(text, { key: 'string', from: 'number' });
  if (stated?.key === thumbprint(key)) return stated;
  throw new ChainNotProven('a key of the chain is not vouched for by the one before');
}

/**
 * Takes up what a hub offers as its chain, by what is known of it: an offer may add keys to the known
 * ones and change none. One that ends earlier, from a replica that is behind, changes nothing.
 *
 * @throws {ChainNotProven} When the offer is not that of the known hub.
 */
export async function followKeyChain(
  known: readonly ChainLink[],
  offered: readonly ChainLink[],
): Promise<KeyChain> {
  const [shorter, longer] = offered.length > known.length ? [known, offered] : [offered, known];
  const isSame = shorter.every(({ key }, at) => key.x === longer[at]?.key.x);
  if (!isSame) throw new ChainNotProven('its keys do not follow from those known');
  return verifyKeyChain(longer, known[0] === undefined ? '' : thumbprint(known[0].key));
}

/** Thumbprint of the last key of a chain. */
export function newestKey(links: readonly ChainLink[]): string {
  const last = links.at(-1);
  return last === undefined ? '' : thumbprint(last.key);
}
