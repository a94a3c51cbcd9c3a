import { describe, expect, it } from 'vitest';
import { JoinTokenMalformed } from '../../../jobs/core/join-token/errors.ts';
import { HubUnreachable } from '../../../jobs/ports/hub-transport-errors.ts';
import { retryBeforeDeadline } from '../../../jobs/workflows/retry-before-deadline.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { createRecordingLogger } from '../../fakes/recording-logger.ts';
import { SeededRandom } from '../../fakes/seeded-random.ts';

const unreachable = new HubUnreachable({
  endpoint: 'https://hub.example.com',
  found: 'the connection is refused',
});

function aJob() {
  const clock = new FakeClock();
  const stop = new AbortController();
  const ports = { clock, random: new SeededRandom('job'), logger: createRecordingLogger() };
  const options = { action: 'join', seconds: 60, signal: stop.signal, maxDelayMs: 3000 };
  const start = async (attempt: (signal: AbortSignal) => Promise<string>) =>
    retryBeforeDeadline(ports, options, attempt).catch((error: unknown) => error);
  return { clock, stop, start };
}

describe('retryBeforeDeadline()', () => {
  it('returns as soon as an attempt succeeds', async () => {
    const { clock, start } = aJob();
    let count = 0;

    const outcome = start(async () => {
      count += 1;
      if (count < 4) throw unreachable;
      return 'done';
    });
    await clock.advance(10_000);

    expect(await outcome).toBe('done');
  });

  it('ends at the deadline with what stood in the way last, and its remedy', async () => {
    const { clock, start } = aJob();

    const outcome = start(async () => {
      throw unreachable;
    });
    await clock.advance(60_000);

    expect(await outcome).toMatchObject({
      code: 'JOINERY_DEADLINE_PASSED',
      message: `Cannot join within 60 seconds: ${unreachable.message}`,
      remedy: unreachable.remedy,
    });
  });

  it('ends at the deadline also when the first attempt never came to an end', async () => {
    const { clock, start } = aJob();

    const outcome = start(
      async (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    );
    await clock.advance(60_000);

    expect(await outcome).toMatchObject({ code: 'JOINERY_DEADLINE_PASSED' });
  });

  it('ends at once with what cannot pass by itself', async () => {
    const { start } = aJob();
    const error = new JoinTokenMalformed('it is empty');

    const outcome = await start(async () => {
      throw error;
    });

    expect(outcome).toBe(error);
  });

  it('ends with the reason when it is stopped', async () => {
    const { clock, stop, start } = aJob();

    const outcome = start(async () => {
      throw unreachable;
    });
    await clock.advance(0);
    stop.abort(new Error('stopped'));

    expect(await outcome).toEqual(new Error('stopped'));
  });
});
