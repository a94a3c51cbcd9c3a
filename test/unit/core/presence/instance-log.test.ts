import { describe, expect, it } from 'vitest';
import {
  isRefused,
  lastRefusedAtMs,
  noteInstance,
  type InstanceLog,
} from '../../../../jobs/core/presence/instance-log.ts';

/** Words of processes, one letter each, in the order they arrive; signed one second after the other. */
function hear(words: string, order: readonly number[] = []): InstanceLog {
  const logs = Array.from(words).reduce<InstanceLog | undefined>(
    (log, id, at) => noteInstance(log, { id, atMs: (order[at] ?? at) * 1000 }),
    undefined,
  );
  if (logs === undefined) throw new Error('Nobody spoke');
  return logs;
}

describe('noteInstance()', () => {
  it.for([
    ['a', 'a', ''],
    ['aaa', 'a', ''],
    ['ab', 'b', ''],
    ['aabb', 'b', ''],
    ['abc', 'c', ''],
    ['aba', 'a', 'b'],
    ['abab', 'a', 'b'],
    ['aababbb', 'a', 'b'],
    ['abac', 'c', 'b'],
    ['abcb', 'b', 'c'],
  ] as const)('after "%s" serves %s and refuses "%s"', ([words, served, refused]) => {
    const log = hear(words);

    expect(log.served.id).toBe(served);
    expect(log.refused.map(({ id }) => id).join('')).toBe(refused);
    expect(isRefused(log, served)).toBe(false);
  });

  it('takes a word that was only late for no second process', () => {
    // The word of a, signed before b began, arrives after the first of b.
    const log = hear('aba', [0, 2, 1]);

    expect(log.served.id).toBe('b');
    expect(lastRefusedAtMs(log)).toBeUndefined();
  });

  it('takes a process that begins in the very moment another one spoke first for the next one', () => {
    const log = hear('abb', [0, 0, 1]);

    expect(log.served.id).toBe('b');
    expect(lastRefusedAtMs(log)).toBeUndefined();
  });

  it('remembers a bounded number of processes', () => {
    const log = hear('abcdefghijklmnop');

    expect(log.earlier.length).toBeLessThanOrEqual(4);
    expect(log.served.id).toBe('p');
  });
});

describe('lastRefusedAtMs()', () => {
  it('is the last word of whichever second process', () => {
    expect(lastRefusedAtMs(hear('abab'))).toBe(3000);
    expect(lastRefusedAtMs(hear('abac'))).toBe(1000);
  });
});
