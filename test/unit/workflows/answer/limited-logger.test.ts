import { beforeEach, describe, expect, it } from 'vitest';
import { LimitedLogger } from '../../../../jobs/workflows/answer/limited-logger.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { createRecordingLogger, type RecordingLogger } from '../../../fakes/recording-logger.ts';

let clock: FakeClock;
let recorded: RecordingLogger;
let logger: LimitedLogger;

beforeEach(() => {
  clock = new FakeClock();
  recorded = createRecordingLogger();
  logger = new LimitedLogger(recorded, clock);
});

const read = () => recorded.lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('LimitedLogger', () => {
  it('writes the first warning at once, and with the first of the next second how many it left out', async () => {
    logger.warn('Join refused', { tokenId: 'a' });
    logger.warn('Join refused', { tokenId: 'b' });
    logger.warn('Join refused', { tokenId: 'c' });
    await clock.advance(1000);
    logger.warn('Join refused', { tokenId: 'd' });

    expect(read()).toMatchObject([{ tokenId: 'a' }, { tokenId: 'd', leftOut: 2 }]);
    expect(read()[0]).not.toHaveProperty('leftOut');
  });

  it('counts each text by itself, and that of a child with it', () => {
    logger.warn('Join refused');
    logger.warn('Signed request refused');
    logger.child({ path: '/v1/join' }).warn('Join refused');

    expect(recorded.lines).toHaveLength(2);
  });

  it('leaves out no error and no news', () => {
    for (let number = 0; number < 3; number += 1) {
      logger.error('Request failed', { number });
      logger.info('Member admitted', { number });
    }

    expect(read().map(({ number }) => number)).toEqual([0, 0, 1, 1, 2, 2]);
  });
});
