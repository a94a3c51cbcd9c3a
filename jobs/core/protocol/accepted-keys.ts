import type { PublicKey } from '../keys/public-key.ts';
import type { KeyChain } from './key-chain.ts';

/** How long a key is still accepted after its successor was to sign: the clocks of two clusters differ. */
const graceSeconds = 600;

/**
 * The keys by which a hub may sign at an instant. The newest may always: whoever has its statement knows
 * it before it signs. An older one may until a key after it took over, and a little longer, so that a stolen
 * key is worth nothing once it was replaced.
 *
 * @param now By the clock of whoever judges. What the hub says of the time may come from a thief of its key.
 */
export function acceptedKeys({ proven }: KeyChain, now: Date): PublicKey[] {
  const nowSeconds = now.getTime() / 1000;
  const isReplaced = (at: number) =>
    proven.slice(at + 1).some(({ from }) => nowSeconds >= from + graceSeconds);
  return proven.filter((_, at) => !isReplaced(at)).map(({ public: key }) => key);
}
