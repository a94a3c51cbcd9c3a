import type { Delivery } from '../../core/distribution/delivery.ts';
import type { Distribution } from '../../core/distribution/distribution.ts';
import { listReleased } from '../../core/distribution/list-released.ts';
import { planRollout } from '../../core/distribution/plan-rollout.ts';
import { summarise, type DistributionSummary } from '../../core/distribution/summarise.ts';
import { hasCondition } from '../../core/membership/member-conditions.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { Roster } from '../roster/roster.ts';
import type { DistributionView } from './distribution-view.ts';
import type { ReportedParts } from './reported-parts.ts';

/** Where it is known what members have, and what they are to have. */
export interface DistributionFacts {
  readonly view: DistributionView;
  readonly parts: ReportedParts;
  readonly roster: Pick<Roster, 'get'>;
}

/** A look at one Distribution. */
export interface ObservedDistribution extends DistributionSummary {
  readonly name: string;
  /** How often members put something right that it brought. */
  readonly drifted: number;
}

/**
 * Looks how far a Distribution is.
 *
 * @param distribution As the API server has it; its `status` says how far a rollout was.
 */
export function observeDistribution(
  { view, parts, roster }: DistributionFacts,
  distribution: Stored<Distribution>,
  now: Date,
): ObservedDistribution {
  const { name, uid } = distribution.metadata;
  const placed = view.placed(uid);
  const findings = view.findings(uid);
  const revision = view.rolloutRevision(uid);
  const isForAllBroken = findings.has('*');
  // Members keep what they have then, whatever revision that is.
  const isStill = isForAllBroken || distribution.spec.suspend === true;
  const released = listReleased(distribution, revision, [...placed.keys()]);
  const deliveries = [...placed].map(([member, wanted]): Delivery => {
    const report = parts.get(member, uid);
    return {
      member,
      ...(isStill ? {} : { revision: wanted }),
      isReleased: released.has(member),
      isInTouch: isInTouch(roster, member),
      findings: findings.get(member) ?? [],
      ...(report === undefined ? {} : { report }),
    };
  });
  const rollout = isForAllBroken
    ? distribution.status?.rollout
    : planRollout(distribution, revision, deliveries);
  const facts = { revision, deliveries, findings: findings.get('*') ?? [], rollout, now };
  const drifted = deliveries.reduce((sum, { report }) => sum + (report?.drifted ?? 0), 0);
  return { ...summarise(distribution, facts), name, drifted };
}

/** Whether a member may be expected to take something up: it is not known to be away, and not paused. */
export function isInTouch(roster: Pick<Roster, 'get'>, name: string): boolean {
  const member = roster.get(name);
  if (member === undefined || member.spec?.paused === true) return false;
  return !hasCondition(member.status?.conditions, 'Online', 'False');
}
