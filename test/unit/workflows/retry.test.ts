import { describe, expect, it } from 'vitest';
import { JoinTokenMalformed } from '../../../jobs/core/join-token/errors.ts';
import { JoinSecretInvalid } from '../../../jobs/core/join-secret/errors.ts';
import { HubUnreachable } from '../../../jobs/ports/hub-transport-errors.ts';
import { retry } from '../../../jobs/workflows/retry.ts';
import { FakeClock, settle } from '../../fakes/fake-clock.ts';

const passing = new HubUnreachable({
  endpoint: 'https://hub.example.com',
  found: 'the connection is refused',
});

/** Retries something that fails so often before it succeeds, with a jitter that never changes. */
function aRetry(failures: number, fraction = 0.5) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const attemptedAtMs: number[] = [];
  const told: unknown[] = [];
  const startMs = clock.now().getTime();
  const attempt = async (): Promise<string> => {
    attemptedAtMs.push(clock.now().getTime() - startMs);
    if (attemptedAtMs.length <= failures) throw passing;
    return 'done';
  };
  const random = { fraction: () => fraction, bytes: () => new Uint8Array(), uuid: () => '' };
  const options = { signal: stop.signal, maxDelayMs: 2000, onFailure: (error: unknown) => told.push(error) };
  const start = async () => retry({ clock, random }, options, attempt).catch((error: unknown) => error);
  return { clock, stop, attemptedAtMs, told, start };
}

describe('retry()', () => {
  it('returns what the first attempt returns', async () => {
    const { start, attemptedAtMs } = aRetry(0);

    expect(await start()).toBe('done');
    expect(attemptedAtMs).toEqual([0]);
  });

  it('doubles its longest wait up to the limit', async () => {
    const { clock, start, attemptedAtMs, told } = aRetry(6, 1);

    const outcome = start();
    await clock.advance(20_000);

    expect(await outcome).toBe('done');
    expect(attemptedAtMs).toEqual([0, 250, 750, 1750, 3750, 5750, 7750]);
    expect(told).toEqual(Array.from({ length: 6 }, () => passing));
  });

  it('draws its wait between nothing and the longest', async () => {
    const { clock, start, attemptedAtMs } = aRetry(4, 0);

    const outcome = start();
    await clock.advance(0);

    expect(await outcome).toBe('done');
    expect(attemptedAtMs).toEqual([0, 0, 0, 0, 0]);
  });

  it.for([
    ['can never pass', new JoinTokenMalformed('it is empty')],
    ['waits for a person', new JoinSecretInvalid({ secretName: 'mc-join', found: 'it has no key "token"' })],
    ['is a bug', new TypeError('a bug')],
  ] as const)('ends at once with an error that %s', async ([, error]) => {
    const { clock, stop } = aRetry(0);
    const random = { fraction: () => 0, bytes: () => new Uint8Array(), uuid: () => '' };
    const options = { signal: stop.signal, maxDelayMs: 1, onFailure: () => expect.fail('told of it') };
    const attempt = async (): Promise<never> => {
      throw error;
    };

    await expect(retry({ clock, random }, options, attempt)).rejects.toBe(error);
  });

  it('does not begin when it was stopped before', async () => {
    const { stop, start, attemptedAtMs } = aRetry(0);
    stop.abort(new Error('stopped'));

    expect(await start()).toEqual(new Error('stopped'));
    expect(attemptedAtMs).toEqual([]);
  });

  it('ends when it is stopped during a wait', async () => {
    const { stop, start, attemptedAtMs } = aRetry(9);
    const outcome = start();
    await settle();

    stop.abort(new Error('stopped'));

    expect(await outcome).toEqual(new Error('stopped'));
    expect(attemptedAtMs).toEqual([0]);
  });

  it('ends when it is stopped during an attempt that then fails', async () => {
    const { clock, stop } = aRetry(0);
    const random = { fraction: () => 1, bytes: () => new Uint8Array(), uuid: () => '' };
    const options = { signal: stop.signal, maxDelayMs: 1, onFailure: () => undefined };
    const attempt = async (): Promise<never> => {
      stop.abort(new Error('stopped'));
      throw passing;
    };

    await expect(retry({ clock, random }, options, attempt)).rejects.toEqual(new Error('stopped'));
  });
});
