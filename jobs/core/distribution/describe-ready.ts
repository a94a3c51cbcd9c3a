import type { Condition } from '../kubernetes/objects.ts';
import type { DeliveryFailure } from './delivery.ts';
import type { Distribution, DistributionStatus } from './distribution.ts';
import type { Rollout } from './plan-rollout.ts';

/** What the condition is made from. */
interface ReadyFacts {
  readonly clusters: NonNullable<DistributionStatus['clusters']>;
  /** What is wrong for all members alike. */
  readonly findings: readonly DeliveryFailure[];
  /** The first failure of a member. */
  readonly first: ({ cluster: string } & DeliveryFailure) | undefined;
  readonly rollout: Rollout | undefined;
}

type Ready = Omit<Condition, 'lastTransitionTime'>;

/**
 * Describes the condition `Ready`: what the user of the primary is to know first, and to do. A suspended Distribution
 * and a dry run are neither ready nor wrong.
 */
export function describeReady(spec: Distribution['spec'], facts: ReadyFacts): Ready {
  const { clusters, findings, first, rollout } = facts;
  const { placed, applied, failed, held, applying, waiting } = clusters;
  const of = (count: number): string => `${count} of ${placed} ${placed === 1 ? 'cluster' : 'clusters'}`;
  const [finding] = findings;
  const cause = first === undefined ? '' : ` ${first.cluster}: ${sentences(first)}`;
  const away = waiting === 0 ? '' : ` ${waiting} yet to get it, for it is not their turn or they are away.`;

  if (finding !== undefined) return ready('False', finding.reason, sentences(finding));
  if (spec.suspend === true) {
    return ready('Unknown', 'Suspended', `Clusters keep what they have: ${of(applied)} applied it.`);
  }
  if (placed === 0) return ready('Unknown', 'NothingPlaced', 'The placement fits no cluster of the set.');
  if (rollout?.stopped === true) {
    const remedy = 'Put it right, or run "kubectl joinery distribution retry".';
    return ready('False', 'RolloutStopped', `Stopped: ${of(failed)} failed.${away} ${remedy}${cause}`);
  }
  if (failed > 0) return ready('False', 'Failed', `${of(failed)} failed.${cause}`);
  if (held > 0) {
    const remedy = 'Look with "kubectl joinery distribution show", and allow it with "allow-prune".';
    return ready('False', 'Held', `On ${of(held)} much would be deleted, and waits for a person. ${remedy}`);
  }
  if (spec.dryRun === true) {
    return ready('Unknown', 'DryRun', `${of(applied)} said what would change; nothing is changed.`);
  }
  if (applying + waiting > 0) return ready('Unknown', 'Progressing', `${of(applied)} applied it.${away}`);
  return ready('True', 'Applied', `${of(applied)} applied it.`);
}

function ready(status: Condition['status'], reason: string, message: string): Ready {
  return { type: 'Ready', status, reason, message };
}

function sentences({ message, remedy }: DeliveryFailure): string {
  return [message, remedy]
    .filter((text) => text !== '')
    .map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
    .join(' ');
}
