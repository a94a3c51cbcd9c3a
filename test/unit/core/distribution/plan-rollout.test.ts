import { describe, expect, it } from 'vitest';
import type { Delivery, PartReport } from '../../../../jobs/core/distribution/delivery.ts';
import type { Distribution, DistributionStatus } from '../../../../jobs/core/distribution/distribution.ts';
import { listReleased, sortForRollout } from '../../../../jobs/core/distribution/list-released.ts';
import { planRollout } from '../../../../jobs/core/distribution/plan-rollout.ts';
import { rolloutRevisionOf } from '../../../../jobs/core/distribution/rollout-revision.ts';
import { aDelivery, aDistribution, distributionUid } from '../../../builders/a-distribution.ts';

const names = Array.from({ length: 10 }, (_, index) => `edge-${index}`);
const queue = sortForRollout(distributionUid, names);

function waves(
  rollout: Distribution['spec']['rollout'] = { maxAtOnce: 2 },
  status?: DistributionStatus['rollout'],
): Distribution {
  const distribution = aDistribution(rollout === undefined ? {} : { rollout });
  return status === undefined ? distribution : { ...distribution, status: { rollout: status } };
}

/** What the members say, the first of the queue first; the others have said nothing. */
function say(states: readonly (PartReport['state'] | 'Away' | undefined)[]): Delivery[] {
  return queue.map((name, index) => {
    const state = states[index];
    return state === 'Away' ? aDelivery(name, undefined, { isInTouch: false }) : aDelivery(name, state);
  });
}

describe('planRollout()', () => {
  it.for([
    ['a number', { maxAtOnce: 3 }, 3],
    ['a share', { maxAtOnce: '25%' }, 3],
    ['a share of less than one', { maxAtOnce: '1%' }, 1],
    ['more than there are', { maxAtOnce: 100 }, 10],
    ['no sense', { maxAtOnce: 'some' }, 1],
  ] as const)('begins with as many as may go at once: %s', ([, rollout, released]) => {
    expect(planRollout(waves(rollout), 'one', say([]))).toEqual({ revision: 'one', released });
  });

  it.for([
    ['one of two is done', ['Applied'], 3],
    ['both are', ['Applied', 'Applied'], 4],
    ['one failed', ['Failed', 'Applying'], 3],
    ['one waits for a person', ['Held', 'Applying'], 3],
    ['one is away', ['Away', 'Applying'], 3],
    ['the next is away too', ['Applied', 'Applying', 'Away'], 4],
    ['the next has it already', ['Applied', 'Applying', 'Applied'], 4],
  ] as const)('goes on when somebody is done, failed or away: %s', ([, states, released]) => {
    const distribution = waves({ maxAtOnce: 2 }, { revision: 'one', released: 2 });

    expect(planRollout(distribution, 'one', say(states))).toEqual({ revision: 'one', released });
  });

  it('stays where it is while all are busy, and at its end', () => {
    const busy = { revision: 'one', released: 2 };
    const done = { revision: 'one', released: 10 };

    expect(planRollout(waves({ maxAtOnce: 2 }, busy), 'one', say(['Applying', 'Applying']))).toBe(busy);
    expect(planRollout(waves({ maxAtOnce: 2 }, done), 'one', say(names.map(() => 'Applied')))).toBe(done);
  });

  it('lets members that come later have their turn, too', () => {
    const shrunk = planRollout(
      waves({ maxAtOnce: 2 }, { revision: 'one', released: 10 }),
      'one',
      say(names.map(() => 'Applied')).slice(0, 5),
    );

    expect(shrunk).toEqual({ revision: 'one', released: 5 });
  });

  it('stops at so many failures, and stays stopped when they are cured', () => {
    const spec = { maxAtOnce: 2, stopAfterFailures: 2 };
    const stopped = planRollout(
      waves(spec, { revision: 'one', released: 4 }),
      'one',
      say(['Failed', 'Applied', 'Failed']),
    );

    expect(stopped).toEqual({ revision: 'one', released: 4, stopped: true });
    expect(planRollout(waves(spec, stopped), 'one', say(['Applied', 'Applied', 'Applied']))).toBe(stopped);
  });

  it('does not stop for those whose turn has not come', () => {
    const finding = { reason: 'TemplateFailed', message: 'Cannot fill in', remedy: 'Give a value.' };
    const deliveries = say(['Applied', 'Applied']).map((delivery, index) =>
      index > 3 ? { ...delivery, isReleased: false, findings: [finding] } : delivery,
    );
    const distribution = waves({ maxAtOnce: 2, stopAfterFailures: 1 }, { revision: 'one', released: 2 });

    expect(planRollout(distribution, 'one', deliveries)).toEqual({ revision: 'one', released: 4 });
  });

  it('begins anew with another revision, also when it had stopped', () => {
    const distribution = waves({ maxAtOnce: 2 }, { revision: 'one', released: 4, stopped: true });

    expect(planRollout(distribution, 'two', say([]))).toEqual({ revision: 'two', released: 2 });
  });

  it.for([
    ['there are no waves', {}],
    ['nothing goes out', { rollout: { maxAtOnce: 1 }, dryRun: true }],
  ] as const)('is none where %s', ([, spec]) => {
    expect(planRollout(aDistribution(spec), 'one', say([]))).toBeUndefined();
  });

  it('stands still while it is suspended', () => {
    const status = { rollout: { revision: 'one', released: 2 } };
    const distribution = { ...aDistribution({ rollout: { maxAtOnce: 2 }, suspend: true }), status };

    expect(planRollout(distribution, 'two', say(['Applied', 'Applied']))).toBe(status.rollout);
  });
});

describe('listReleased()', () => {
  it.for([
    ['all where there are no waves', aDistribution(), 10],
    ['all in a dry run', aDistribution({ rollout: { maxAtOnce: 1 }, dryRun: true }), 10],
    ['nobody before the first plan', waves(), 0],
    ['nobody of another revision', waves({ maxAtOnce: 2 }, { revision: 'zero', released: 10 }), 0],
    ['as many as are released', waves({ maxAtOnce: 2 }, { revision: 'one', released: 3 }), 3],
    ['all at the end', waves({ maxAtOnce: 2 }, { revision: 'one', released: 12 }), 10],
  ] as const)('has %s', ([, distribution, count]) => {
    expect([...listReleased(distribution, 'one', names)].toSorted()).toEqual(
      queue.slice(0, count).toSorted(),
    );
  });

  it('keeps the order whatever order the members come in, and another for each Distribution', () => {
    expect(sortForRollout(distributionUid, names.toReversed())).toEqual(queue);
    expect(sortForRollout('another', names)).not.toEqual(queue);
  });
});

describe('rolloutRevisionOf()', () => {
  const revision = rolloutRevisionOf(aDistribution(), ['sky']);

  it.for([
    ['the spec', aDistribution({ deletion: 'Orphan' }), ['sky']],
    ['a source', aDistribution(), ['grass']],
    ['the word of a person', aDistribution({}, { annotations: { 'joinery.dev/retry': 'again' } }), ['sky']],
  ] as const)('changes with %s', ([, distribution, contents]) => {
    expect(rolloutRevisionOf(distribution, contents)).not.toBe(revision);
  });

  it('does not change with anything else', () => {
    const distribution = { ...aDistribution({}, { labels: { team: 'a' } }), status: {} };

    expect(rolloutRevisionOf(distribution, ['sky'])).toBe(revision);
  });
});
