import { describe, expect, it } from 'vitest';
import {
  parseDistributionLedger,
  renderDistributionLedger,
  type LedgerEntry,
} from '../../../../jobs/core/distribution/distribution-ledger.ts';
import { judgeWithdrawal } from '../../../../jobs/core/distribution/judge-withdrawal.ts';
import { aDistribution, distributionUid } from '../../../builders/a-distribution.ts';

const uid = distributionUid;
const withdrawn = [{ uid, name: 'colours', withdrawn: true }];

function judge({
  found,
  isPlaced = false,
  state,
}: {
  found?: ReturnType<typeof aDistribution>;
  isPlaced?: boolean;
  state?: LedgerEntry['state'];
}) {
  return judgeWithdrawal([uid], {
    distributions: new Map(found === undefined ? [] : [[uid, found]]),
    placed: new Set(isPlaced ? [uid] : []),
    ledger: new Map(
      state === undefined ? [] : [[uid, { name: 'colours', state, since: '2026-11-20T12:00:00Z' }]],
    ),
  });
}

describe('judgeWithdrawal()', () => {
  it('takes away what is not for the member any more', () => {
    expect(judge({ found: aDistribution(), state: 'Served' })).toEqual(withdrawn);
  });

  it('takes away what is gone by order', () => {
    expect(judge({ state: 'Withdrawn' })).toEqual(withdrawn);
  });

  it.for([
    ['it is for the member', { found: aDistribution(), isPlaced: true, state: 'Served' }],
    ['it is gone, and not judged yet', { state: 'Served' }],
    ['it went with most others', { state: 'Held' }],
    ['the hub never knew it', {}],
    ['it is suspended', { found: aDistribution({ suspend: true }), state: 'Served' }],
    ['it is a dry run', { found: aDistribution({ dryRun: true }), state: 'Served' }],
  ] as const)('leaves what the member has alone: %s', ([, facts]) => {
    expect(judge(facts)).toEqual([]);
  });
});

describe('parseDistributionLedger()', () => {
  it('reads what was built', () => {
    const ledger = new Map([
      [uid, { name: 'colours', state: 'Held' as const, since: '2026-11-20T12:00:00Z' }],
      ['b', { name: 'shapes', state: 'Served' as const, since: '2026-11-20T12:00:00Z' }],
    ]);

    expect(parseDistributionLedger({ metadata: {}, data: renderDistributionLedger(ledger) })).toEqual(ledger);
  });

  it.for([
    '',
    'null',
    '[]',
    '{"name":"a","since":""}',
    '{"name":"a","state":"Gone","since":""}',
    '{"name":1,"state":"Held","since":""}',
    '{"name":"a","state":"Held"}',
  ])('withdraws nothing for what cannot be read: %s', (text) => {
    expect(parseDistributionLedger({ metadata: {}, data: { [uid]: text } }).size).toBe(0);
  });

  it('is empty where there is none', () => {
    expect(parseDistributionLedger(undefined).size).toBe(0);
  });
});
