import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../../jobs/core/duration/parse-duration.ts';

describe('parseDuration()', () => {
  it.for([
    ['1s', 1],
    ['90m', 5400],
    ['24h', 86_400],
    ['7d', 604_800],
    ['99999999d', 99_999_999 * 86_400],
  ] as const)('reads %s', ([text, seconds]) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.for([
    [''],
    ['0h'],
    ['24'],
    ['h'],
    ['-1h'],
    ['1.5h'],
    ['1h30m'],
    [' 1h'],
    ['1h\n'],
    ['999999999s'],
  ] as const)('reads nothing from "%s"', ([text]) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
