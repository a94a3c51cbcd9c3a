import { describe, expect, it } from 'vitest';
import { Interruption } from '../../../../jobs/workflows/sync/interruption.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const { signal } = new AbortController();

/** A request that ends only when it is given up. */
const held = async (whileHeld: AbortSignal) =>
  new Promise<string>((_, reject) => {
    whileHeld.addEventListener('abort', () => reject(whileHeld.reason as Error));
  });

describe('Interruption', () => {
  it('lets a request be that nobody wants to interrupt', async () => {
    expect(await new Interruption(new FakeClock()).send(signal, async () => 'answer')).toBe('answer');
  });

  it('gives a held request up at once', async () => {
    const clock = new FakeClock();
    const interruption = new Interruption(clock);
    const sent = interruption.send(signal, held);
    interruption.want();
    await clock.advance(0);

    expect(await sent).toBeUndefined();
  });

  it('gives the next one up a second later, however often that is wanted', async () => {
    const clock = new FakeClock();
    const interruption = new Interruption(clock);
    const first = interruption.send(signal, held);
    interruption.want();
    await clock.advance(0);
    await first;
    let isOver = false;
    const second = interruption.send(signal, held).finally(() => (isOver = true));
    interruption.want();
    interruption.want();
    await clock.advance(999);
    const before = isOver;
    await clock.advance(1);

    expect([before, isOver]).toEqual([false, true]);
    await second;
  });

  it('gives up nothing that began after it was wanted', async () => {
    const clock = new FakeClock();
    const interruption = new Interruption(clock);
    interruption.want();
    let isOver = false;
    void interruption.send(signal, held).finally(() => (isOver = true));
    await clock.advance(5000);

    expect(isOver).toBe(false);
  });

  it('passes on what goes wrong, and why a request was stopped', async () => {
    const stop = new AbortController();
    const interruption = new Interruption(new FakeClock());
    const failing = interruption.send(signal, async () => Promise.reject(new Error('a cut line')));
    const stopped = interruption.send(stop.signal, held);
    stop.abort(new Error('stopped'));

    await expect(failing).rejects.toThrow('a cut line');
    await expect(stopped).rejects.toThrow('stopped');
  });
});
