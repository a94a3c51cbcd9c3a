import { expect, it } from 'vitest';
import { steadyOffset } from '../../../../jobs/core/sync/steady-offset.ts';

it.for([
  ['a small difference', 0, 5100, 0],
  ['one that trembles', 15_000, 14_200, 15_000],
  ['a step', 0, -12_000, -12_000],
  ['a clock that was put right', 40_000, 300, 300],
] as const)('%s', ([, toldMs, measuredMs, expected]) => {
  expect(steadyOffset(toldMs, measuredMs)).toBe(expected);
});
