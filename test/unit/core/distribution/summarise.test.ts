import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../../jobs/core/distribution/delivery.ts';
import type { Distribution } from '../../../../jobs/core/distribution/distribution.ts';
import type { Rollout } from '../../../../jobs/core/distribution/plan-rollout.ts';
import { summarise } from '../../../../jobs/core/distribution/summarise.ts';
import { aDelivery, aDistribution, aPartReport } from '../../../builders/a-distribution.ts';

const now = new Date('2026-11-20T12:00:00Z');
const missing = {
  reason: 'SourceMissing',
  message: 'Cannot render source 0: there is no ConfigMap "colours"',
  remedy: 'Create it.',
};
const stopped: Rollout = { revision: 'one', released: 1, stopped: true };

function summariseAll(
  deliveries: readonly Delivery[],
  {
    spec = {},
    findings = [],
    rollout,
  }: { spec?: Partial<Distribution['spec']>; findings?: readonly (typeof missing)[]; rollout?: Rollout } = {},
) {
  return summarise(aDistribution(spec), { revision: 'one', deliveries, findings, rollout, now });
}

function readReady(...given: Parameters<typeof summariseAll>): string {
  const [ready] = summariseAll(...given).status.conditions ?? [];
  return `${ready?.status} ${ready?.reason}: ${ready?.message}`;
}

describe('summarise()', () => {
  it('counts every member once', () => {
    const { status } = summariseAll([
      aDelivery('a', 'Applied'),
      aDelivery('b', 'Previewed'),
      aDelivery('c', 'Applying'),
      aDelivery('d', 'Removing'),
      aDelivery('e'),
      aDelivery('f', 'Failed'),
      aDelivery('g', undefined, { findings: [missing] }),
      aDelivery('h', 'Held'),
      aDelivery('i', undefined, { isReleased: false }),
      aDelivery('j', undefined, { isInTouch: false }),
    ]);

    expect(status.clusters).toEqual({ placed: 10, applied: 2, applying: 3, failed: 2, held: 1, waiting: 2 });
    expect(status).toMatchObject({ observedGeneration: 1, revision: 'one' });
  });

  it('believes nothing that was said of another revision', () => {
    const old = aDelivery('a', 'Failed', { revision: 'b'.repeat(43) });
    const away = { ...old, member: 'b', isInTouch: false };

    expect(summariseAll([old, away]).status.clusters).toMatchObject({ applying: 1, waiting: 1, failed: 0 });
  });

  it('takes any revision where the member gets nothing new', () => {
    const { revision: _, ...delivery } = aDelivery('a', 'Applied');
    const report = aPartReport({ revision: 'b'.repeat(43) });

    expect(summariseAll([{ ...delivery, report }]).status.clusters).toMatchObject({ applied: 1 });
  });

  it.for([
    ['all have it', [aDelivery('a', 'Applied')], {}, 'True Applied: 1 of 1 cluster applied it.'],
    ['nothing is placed', [], {}, 'Unknown NothingPlaced: The placement fits no cluster of the set.'],
    [
      'some are at it',
      [aDelivery('a', 'Applied'), aDelivery('b'), aDelivery('c', undefined, { isInTouch: false })],
      {},
      'Unknown Progressing: 1 of 3 clusters applied it. 1 yet to get it, for it is not their turn or they are away.',
    ],
    [
      'some failed',
      [aDelivery('a', 'Applied'), aDelivery('b', 'Failed')],
      {},
      'False Failed: 1 of 2 clusters failed. b: Cannot apply ConfigMap shop/colours: the agent may not create ' +
        'configmaps. Add the rule to agent.rules of this member.',
    ],
    [
      'some are held',
      [aDelivery('a', 'Held')],
      {},
      'False Held: On 1 of 1 cluster much would be deleted, and waits for a person. Look with "kubectl joinery distribution ' +
        'show", and allow it with "allow-prune".',
    ],
    [
      'a source is missing',
      [aDelivery('a', 'Failed')],
      { findings: [missing] },
      'False SourceMissing: Cannot render source 0: there is no ConfigMap "colours". Create it.',
    ],
    [
      'the rollout stopped',
      [aDelivery('a', 'Failed'), aDelivery('b', undefined, { isReleased: false })],
      { rollout: stopped },
      'False RolloutStopped: Stopped: 1 of 2 clusters failed. 1 yet to get it, for it is not their turn or they are away. Put it right, or ' +
        'run "kubectl joinery distribution retry". a: Cannot apply ConfigMap shop/colours: the agent may not create ' +
        'configmaps. Add the rule to agent.rules of this member.',
    ],
    [
      'it is suspended',
      [aDelivery('a', 'Failed')],
      { spec: { suspend: true } },
      'Unknown Suspended: Clusters keep what they have: 0 of 1 cluster applied it.',
    ],
    [
      'it is a dry run',
      [aDelivery('a', 'Previewed'), aDelivery('b')],
      { spec: { dryRun: true } },
      'Unknown DryRun: 1 of 2 clusters said what would change; nothing is changed.',
    ],
  ] as const)('says first what is to be known first: %s', ([, deliveries, facts, said]) => {
    expect(readReady(deliveries, facts)).toBe(said);
  });

  it('lists the first failures only, and knows every member that failed', () => {
    const deliveries = Array.from({ length: 1000 }, (_, index) =>
      aDelivery(`edge-${String(index).padStart(3, '0')}`, 'Failed'),
    ).toReversed();

    const { status, failing } = summariseAll(deliveries);

    expect(status.failures?.map(({ cluster }) => cluster)).toEqual(
      Array.from({ length: 10 }, (_, index) => `edge-00${index}`),
    );
    expect(status.failures?.[0]).toMatchObject({ object: 'ConfigMap shop/colours', reason: 'RightMissing' });
    expect(failing.size).toBe(1000);
    expect(JSON.stringify(status).length).toBeLessThan(5000);
  });

  it('says where to look for a failure that the member counted only', () => {
    const report = aPartReport({ state: 'Failed', failed: 1 });

    expect(summariseAll([aDelivery('a', 'Failed', { report })]).status.failures).toEqual([
      {
        cluster: 'a',
        reason: 'Failed',
        message: 'It lists too many failures.',
        remedy: 'Put the others right, or look at the log of the agent there.',
      },
    ]);
  });

  it('moves the transition time only with the status', () => {
    const status = { conditions: [{ ...unready, status: 'Unknown' as const }] };
    const facts = { revision: 'one', deliveries: [aDelivery('a')], findings: [], rollout: undefined, now };

    const still = summarise({ ...aDistribution(), status }, facts).status.conditions;
    const turned = summarise(
      { ...aDistribution(), status },
      { ...facts, deliveries: [aDelivery('a', 'Applied')] },
    );

    expect(still).toMatchObject([{ lastTransitionTime: '2026-11-19T12:00:00Z', reason: 'Progressing' }]);
    expect(turned.status.conditions).toMatchObject([{ lastTransitionTime: '2026-11-20T12:00:00Z' }]);
  });
});

const unready = {
  type: 'Ready',
  reason: 'NothingPlaced',
  message: '',
  lastTransitionTime: '2026-11-19T12:00:00Z',
};
