import type { HubIdentity } from './hub-identity.ts';

/** More keys than this in a chain are read by no member; `key-chain.schema.json` says the same. */
const maxChainLength = 64;

/** What to do next about the hub's key. */
export type HubRotation =
  | { readonly step: 'nothing' }
  /** The chain is full. */
  | { readonly step: 'refuse' }
  /** Make a successor, which takes over at `from` (Unix seconds). */
  | { readonly step: 'announce'; readonly from: number }
  /** The successor signs already: forget the key before. */
  | { readonly step: 'switch' };

/**
 * Decides from what is there; the same facts give the same plan in every replica. A second order while a
 * successor waits makes a successor of that one, which takes over no later: so an order with a shorter
 * overlap ends a key that must not sign any longer.
 *
 * @param facts.mark `hubKeyRotation` of the values: a value that was not obeyed yet asks for a new key.
 * @param facts.isOrdered Whether somebody asked for a new key beside the values.
 */
export function planHubRotation(
  { chain, next, rotated }: HubIdentity,
  facts: { mark: string; isOrdered: boolean; overlapSeconds: number; now: Date },
): HubRotation {
  const nowSeconds = facts.now.getTime() / 1000;
  if (next !== undefined && nowSeconds >= next.from) return { step: 'switch' };
  const isAsked = facts.isOrdered || (facts.mark !== '' && facts.mark !== rotated);
  if (!isAsked) return { step: 'nothing' };
  if (chain.length >= maxChainLength) return { step: 'refuse' };
  const from = Math.ceil(nowSeconds) + facts.overlapSeconds;
  return { step: 'announce', from: Math.min(from, next?.from ?? from) };
}
