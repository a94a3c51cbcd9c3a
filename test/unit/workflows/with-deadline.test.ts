import { describe, expect, it } from 'vitest';
import { isTimeUp, withDeadline } from '../../../jobs/workflows/with-deadline.ts';
import { FakeClock, settle } from '../../fakes/fake-clock.ts';

const untilAborted = async (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

const never = async (): Promise<never> => new Promise(() => undefined);

describe('withDeadline()', () => {
  it('aborts what takes too long', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();

    const outcome = withDeadline(clock, { signal, seconds: 5 }, untilAborted).catch(
      (error: unknown) => error,
    );
    await clock.advance(5000);

    expect(isTimeUp(await outcome)).toBe(true);
  });

  it('ends in time also with an action that does not mind its signal', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();

    const outcome = withDeadline(clock, { signal, seconds: 5 }, never).catch((error: unknown) => error);
    await clock.advance(5000);

    expect(isTimeUp(await outcome)).toBe(true);
  });

  it('does not begin when it was stopped before', async () => {
    const signal = AbortSignal.abort(new Error('stopped'));

    const outcome = withDeadline(new FakeClock(), { signal, seconds: 5 }, async () => expect.fail('began'));

    await expect(outcome).rejects.toEqual(new Error('stopped'));
  });

  it('hands on the reason of the signal outside', async () => {
    const stop = new AbortController();

    const outcome = withDeadline(new FakeClock(), { signal: stop.signal, seconds: 5 }, untilAborted).catch(
      (error: unknown) => error,
    );
    await settle();
    stop.abort(new Error('stopped'));

    expect(await outcome).toEqual(new Error('stopped'));
    expect(isTimeUp(await outcome)).toBe(false);
  });

  it('returns what came in time, and no longer waits', async () => {
    const { signal } = new AbortController();

    expect(await withDeadline(new FakeClock(), { signal, seconds: 5 }, async () => 'done')).toBe('done');
  });
});
