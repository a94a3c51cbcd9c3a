import { describe, expect, it } from 'vitest';
import { Timetable } from '../../../jobs/workflows/timetable.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function aTimetable() {
  const clock = new FakeClock();
  const stop = new AbortController();
  const timetable = new Timetable<'look' | 'beat'>(clock, stop.signal);
  const taken: string[] = [];
  const ended = (async () => {
    for (;;) taken.push(await timetable.next());
  })().catch((error: unknown) => error);
  return { clock, stop, timetable, taken, ended };
}

describe('Timetable', () => {
  it('gives tasks when they are due', async () => {
    const { clock, timetable, taken } = aTimetable();
    timetable.set('beat', 2000);
    timetable.set('look', 1000);

    await clock.advance(1000);
    expect(taken).toEqual(['look']);

    await clock.advance(1000);
    expect(taken).toEqual(['look', 'beat']);
  });

  it('moves a task that is set anew', async () => {
    const { clock, timetable, taken } = aTimetable();
    timetable.set('look', 1000);
    timetable.set('look', 5000);

    await clock.advance(4999);
    expect(taken).toEqual([]);

    await clock.advance(1);
    expect(taken).toEqual(['look']);
  });

  it('drops a task that is taken off', async () => {
    const { clock, timetable, taken } = aTimetable();
    timetable.set('look', 1000);
    timetable.clear('look');

    await clock.advance(2000);

    expect(taken).toEqual([]);
  });

  it('ends with the reason of its signal', async () => {
    const { stop, ended } = aTimetable();

    stop.abort(new Error('stopped'));

    expect(await ended).toEqual(new Error('stopped'));
  });
});
