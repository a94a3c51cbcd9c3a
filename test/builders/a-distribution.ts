import type { Delivery, PartReport } from '../../jobs/core/distribution/delivery.ts';
import type { Distribution } from '../../jobs/core/distribution/distribution.ts';

/** UID of the Distribution that is made when nothing else is said. */
export const distributionUid = '0b6f3a52-6b0e-4c0e-9a57-1c6f6a3a9d10';

/** What a member says it is to have, and has, when nothing else is said. */
export const partRevision = 'a'.repeat(43);

/** A Distribution of one ConfigMap for all members. */
export function aDistribution(
  spec: Partial<Distribution['spec']> = {},
  { name = 'colours', uid = distributionUid, ...metadata }: Distribution['metadata'] = {},
): Distribution {
  return {
    apiVersion: 'joinery.dev/v1alpha1',
    kind: 'Distribution',
    metadata: { name, namespace: 'joinery-mc', uid, generation: 1, ...metadata },
    spec: {
      placement: { selector: {} },
      sources: [{ manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'colours' } } }],
      ...spec,
    },
  };
}

/** What a member says of its part: all of it is applied. */
export function aPartReport(overrides: Partial<PartReport> = {}): PartReport {
  return {
    uid: distributionUid,
    revision: partRevision,
    state: 'Applied',
    objects: 1,
    applied: 1,
    failed: 0,
    drifted: 0,
    ...overrides,
  };
}

/** What a member says that could not create its ConfigMap. */
export function aFailedReport(): PartReport {
  const failure = {
    object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'colours' },
    reason: 'RightMissing',
    message: 'Cannot apply ConfigMap shop/colours: the agent may not create configmaps',
    remedy: 'Add the rule to agent.rules of this member.',
  };
  return aPartReport({ state: 'Failed', applied: 0, failed: 1, failures: [failure] });
}

/** A member that is in touch and may have its part; `state` is what it says of it, if anything. */
export function aDelivery(
  member: string,
  state?: PartReport['state'],
  overrides: Partial<Delivery> = {},
): Delivery {
  const report = state === 'Failed' ? aFailedReport() : aPartReport({ state: state ?? 'Applied' });
  return {
    member,
    revision: partRevision,
    isReleased: true,
    isInTouch: true,
    findings: [],
    ...(state === undefined ? {} : { report }),
    ...overrides,
  };
}
