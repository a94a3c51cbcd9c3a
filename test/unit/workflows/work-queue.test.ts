import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WorkQueue } from '../../../jobs/workflows/work-queue.ts';
import { settle } from '../../fakes/fake-clock.ts';

describe('WorkQueue', () => {
  it('gives keys in the order they came, each once however often it was added', async () => {
    const queue = new WorkQueue();
    const { signal } = new AbortController();
    for (const key of ['a', 'b', 'a']) queue.add(key);

    expect([await queue.take(signal), await queue.take(signal)]).toEqual(['a', 'b']);
  });

  it('gives a key again that was added after it was taken', async () => {
    const queue = new WorkQueue();
    const { signal } = new AbortController();
    queue.add('a');
    await queue.take(signal);

    queue.add('a');

    expect(await queue.take(signal)).toBe('a');
  });

  it('wakes whoever waits', async () => {
    const queue = new WorkQueue();
    const { signal } = new AbortController();
    const taken = queue.take(signal);
    await settle();

    queue.add('a');

    expect(await taken).toBe('a');
  });

  it('ends with the reason when it was stopped before', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));

    await expect(new WorkQueue().take(signal)).rejects.toEqual(new Error('stopped'));
  });

  it('ends with the reason when it is stopped while it waits', async () => {
    const stop = new AbortController();
    const taken = new WorkQueue().take(stop.signal).catch((error: unknown) => error);

    stop.abort(new Error('stopped'));

    expect(await taken).toEqual(new Error('stopped'));
  });

  it('leaves nothing behind on a signal that outlives many waits', async () => {
    const queue = new WorkQueue();
    const { signal } = new AbortController();

    for (let count = 0; count < 20; count += 1) {
      const taken = queue.take(signal);
      queue.add('a');
      await taken;
    }

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
