import { describe, expect, it } from 'vitest';
import { play } from './play.ts';
import { listPoints, renderPoints } from './points.ts';
import { scenarios } from './scenarios.ts';

const matrix = await Promise.all(
  scenarios.map(async (scenario) => {
    const { calls, end } = await play(scenario);
    return { scenario, points: listPoints(calls), end };
  }),
);

describe.concurrent.for(matrix)(
  '$scenario.title, with $scenario.victim killed',
  ({ scenario, points, end }) => {
    it('comes to its end when nothing is killed', () => {
      expect(end).toMatch(scenario.reaches);
    });

    it.concurrent.for(points)('$moment $name ($number), ends the same', async (point) => {
      expect(await play(scenario, point)).toMatchObject({ wasKilled: true, end });
    });
  },
);

describe('points.md', () => {
  it('lists every point; if not, run: npx vitest run --project crash -u', async () => {
    await expect(renderPoints(matrix)).toMatchFileSnapshot('points.md');
  });
});
