import { describe, expect, it } from 'vitest';
import type {
  DistributionLedger,
  LedgerEntry,
} from '../../../../jobs/core/distribution/distribution-ledger.ts';
import { planLedger, type LedgerFacts } from '../../../../jobs/core/distribution/plan-ledger.ts';

const longAgo = '2026-11-20T11:00:00Z';
const now = new Date('2026-11-20T12:00:00Z');

function aLedger(states: Readonly<Record<string, LedgerEntry['state']>>): DistributionLedger {
  return new Map(
    Object.entries(states).map(([uid, state]) => [uid, { name: `name-${uid}`, state, since: longAgo }]),
  );
}

function plan(
  ledger: DistributionLedger,
  { present = '', ...facts }: { present?: string } & Partial<Omit<LedgerFacts, 'present'>> = {},
): Record<string, string> {
  const names = present.split(' ').filter((uid) => uid !== '');
  const planned = planLedger(ledger, {
    present: new Map(names.map((uid) => [uid, `name-${uid}`])),
    gone: new Set([...ledger.keys()].filter((uid) => !names.includes(uid))),
    goneSince: now,
    isKindGone: false,
    isAllowed: false,
    isReported: () => false,
    now,
    ...facts,
  });
  return Object.fromEntries([...planned].map(([uid, { state }]) => [uid, state]));
}

describe('planLedger()', () => {
  it('takes in what is there', () => {
    expect(plan(new Map(), { present: 'a b' })).toEqual({ a: 'Served', b: 'Served' });
  });

  it('is the same ledger when nothing changes', () => {
    const ledger = aLedger({ a: 'Served' });
    const facts = {
      present: new Map([['a', 'name-a']]),
      gone: new Set<string>(),
      goneSince: now,
      isKindGone: false,
      isAllowed: false,
      isReported: () => false,
      now,
    };

    expect(planLedger(ledger, facts)).toBe(ledger);
  });

  it.for([
    ['one of one', { a: 'Served' }, '', { a: 'Withdrawn' }],
    ['two of two', { a: 'Served', b: 'Served' }, '', { a: 'Withdrawn', b: 'Withdrawn' }],
    [
      'three of six',
      { a: 'Served', b: 'Served', c: 'Served', d: 'Served', e: 'Served', f: 'Served' },
      'd e f',
      { a: 'Withdrawn', b: 'Withdrawn', c: 'Withdrawn', d: 'Served', e: 'Served', f: 'Served' },
    ],
  ] as const)('withdraws what is gone: %s', ([, before, present, after]) => {
    expect(plan(aLedger(before), { present })).toEqual(after);
  });

  it.for([
    ['three of three', { a: 'Served', b: 'Served', c: 'Served' }, '', { a: 'Held', b: 'Held', c: 'Held' }],
    [
      'three of five',
      { a: 'Served', b: 'Served', c: 'Served', d: 'Served', e: 'Served' },
      'd e',
      { a: 'Held', b: 'Held', c: 'Held', d: 'Served', e: 'Served' },
    ],
    [
      'all, made again under other uids',
      { a: 'Served', b: 'Served', c: 'Served' },
      'x y z',
      { a: 'Held', b: 'Held', c: 'Held', x: 'Served', y: 'Served', z: 'Served' },
    ],
    [
      'three of three, after others went one by one',
      { a: 'Withdrawn', b: 'Withdrawn', c: 'Served', d: 'Served', e: 'Served' },
      '',
      { a: 'Withdrawn', b: 'Withdrawn', c: 'Held', d: 'Held', e: 'Held' },
    ],
  ] as const)('holds what went at once with most others: %s', ([, before, present, after]) => {
    expect(plan(aLedger(before), { present })).toEqual(after);
  });

  it('judges nothing of what is not known to be gone', () => {
    expect(plan(aLedger({ a: 'Served', b: 'Served' }), { gone: new Set(['a']) })).toEqual({
      a: 'Withdrawn',
      b: 'Served',
    });
  });

  it('does not count those as left that came with the going', () => {
    const made = { name: 'name-x', state: 'Served' as const, since: '2026-11-20T11:59:55Z' };
    const ledger = new Map([
      ...aLedger({ a: 'Served', b: 'Served', c: 'Served' }),
      ['x', made],
      ['y', made],
      ['z', made],
    ] as const);

    expect(plan(ledger, { present: 'x y z' })).toMatchObject({ a: 'Held', b: 'Held', c: 'Held' });
  });

  it('holds what is gone with its kind, however few', () => {
    expect(plan(aLedger({ a: 'Served' }), { isKindGone: true })).toEqual({ a: 'Held' });
  });

  it('keeps what is held until a person allows it, whatever comes and goes meanwhile', () => {
    const ledger = aLedger({ a: 'Held', b: 'Held', c: 'Held', d: 'Served' });

    expect(plan(ledger, { present: 'x y' })).toMatchObject({
      a: 'Held',
      b: 'Held',
      c: 'Held',
      d: 'Withdrawn',
    });
    expect(plan(ledger, { present: 'd', isAllowed: true })).toEqual({
      a: 'Withdrawn',
      b: 'Withdrawn',
      c: 'Withdrawn',
      d: 'Served',
    });
  });

  it('withdraws at once what went with most others when a person allowed it before', () => {
    const ledger = aLedger({ a: 'Served', b: 'Served', c: 'Served' });

    expect(plan(ledger, { isAllowed: true })).toEqual({ a: 'Withdrawn', b: 'Withdrawn', c: 'Withdrawn' });
  });

  it.for(['Withdrawn', 'Held'] as const)('leaves it judged when a replica still shows it: %s', (state) => {
    expect(plan(aLedger({ a: state }), { present: 'a' })).toEqual({ a: state });
  });

  it.for([
    ['nobody has it, for 30 days', 30, '', 'Withdrawn', {}],
    ['nobody has it, for less', 29.9, '', 'Withdrawn', { a: 'Withdrawn' }],
    ['a member has it', 300, 'a', 'Withdrawn', { a: 'Withdrawn' }],
    ['it is held', 300, '', 'Held', { a: 'Held' }],
  ] as const)('forgets what is withdrawn and nobody has: %s', ([, days, reported, state, after]) => {
    const later = new Date(now.getTime() + days * 24 * 3600 * 1000);

    expect(plan(aLedger({ a: state }), { isReported: (uid) => uid === reported, now: later })).toEqual(after);
  });
});
