import type { SyncAnswer } from '#validators/sync-answer';
import { newestKey } from '../../jobs/core/protocol/key-chain.ts';
import { sendSync } from '../../jobs/workflows/sync/send-sync.ts';
import type { Secondary } from './a-set.ts';

/** What a sync says, but for what its member is. */
export type Said = Partial<Parameters<typeof sendSync>[1]['body']>;

/** Speaks for a member word by word, as its agent does by itself. */
export function aVoice(secondary: Secondary) {
  let sequence = 0;
  const say = async (said: Said = {}): Promise<SyncAnswer> => {
    const outcome = await secondary.join();
    if (outcome.step !== 'stay') throw new Error(`The member does not stay but ${outcome.step}`);
    sequence += 1;
    const { identity, membership } = outcome;
    const { endpoint, memberName: name, chain } = membership;
    const body = {
      name,
      instance: 'b7a1c0de-0000-4000-8000-000000000004',
      sequence,
      holdSeconds: 0,
      epoch: 0,
      hubKey: newestKey(chain),
      desired: '',
      reportDigest: 'A'.repeat(43),
      ...said,
    };
    const { signal } = new AbortController();
    const sync = { identity, membership, endpoint, body, clockOffsetMs: 0 };
    return (await sendSync(secondary.ports, sync, signal)).answer;
  };
  return {
    say,
    /** Says something that the hub may hold, and shows whether it was answered by now. */
    open: (said: Said) => {
      const held: { answer?: SyncAnswer; error?: unknown } = {};
      void say({ holdSeconds: 10, ...said }).then(
        (answer) => (held.answer = answer),
        (error: unknown) => (held.error = error),
      );
      return held;
    },
  };
}
