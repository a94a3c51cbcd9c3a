import { describe, expect, it } from 'vitest';
import { hasCondition, setCondition } from '../../../../jobs/core/membership/member-conditions.ts';

const at = new Date('2026-11-20T12:00:00.000Z');
const later = new Date('2026-11-20T13:00:00.000Z');
const heard = {
  type: 'Online',
  status: 'True',
  reason: 'Heard',
  message: 'The member is in touch.',
} as const;
const notHeard = {
  type: 'Online',
  status: 'Unknown',
  reason: 'NotHeard',
  message: 'Nothing heard.',
} as const;
const left = { type: 'Joined', status: 'False', reason: 'Left', message: 'Gone.' } as const;

describe('setCondition()', () => {
  it('returns the same list when nothing changed', () => {
    const before = setCondition([], heard, at);

    expect(setCondition(before, heard, later)).toBe(before);
  });

  it('keeps the transition time when only the words change', () => {
    const before = setCondition([], heard, at);

    expect(setCondition(before, { ...heard, message: 'Other words.' }, later)).toEqual([
      { ...heard, message: 'Other words.', lastTransitionTime: '2026-11-20T12:00:00Z' },
    ]);
  });

  it('moves the transition time when the status changes', () => {
    const before = setCondition([], heard, at);

    expect(setCondition(before, notHeard, later)).toEqual([
      { ...notHeard, lastTransitionTime: '2026-11-20T13:00:00Z' },
    ]);
  });

  it('leaves other conditions alone, also those it does not know', () => {
    const foreign = {
      type: 'Foreign',
      status: 'True',
      reason: 'Any',
      message: '',
      lastTransitionTime: '',
    } as const;

    expect(setCondition([foreign], heard, at)).toContain(foreign);
  });
});

describe('hasCondition()', () => {
  it.for([
    ['there are none', undefined, false],
    ['the list is empty', [], false],
    ['the type has another status', setCondition([], notHeard, at), false],
    ['only another type has the status', setCondition([], { ...left, status: 'True' }, at), false],
    ['it has it', setCondition([], heard, at), true],
  ] as const)('when %s', ([, conditions, expected]) => {
    expect(hasCondition(conditions, 'Online', 'True')).toBe(expected);
  });
});
