import type { DeliveryReport } from '#validators/delivery-report';

/** What a member says of one part. */
export type PartReport = DeliveryReport['parts'][number];

/** What keeps an object from a member, in words for the user of the primary. */
export interface DeliveryFailure {
  /** Such as `ConfigMap shop/colours`; left out when it is not about one object. */
  readonly object?: string;
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}

/** What is known of one member that a Distribution is for. */
export interface Delivery {
  readonly member: string;
  /** Revision of the part it is to have; left out where what it has is as good as any, since it gets nothing new. */
  readonly revision?: string;
  /** Whether its turn has come. */
  readonly isReleased: boolean;
  /** Whether it can be expected to answer. */
  readonly isInTouch: boolean;
  /** Why there is nothing to give it. */
  readonly findings: readonly DeliveryFailure[];
  readonly report?: PartReport;
}

/** How far a delivery is. Waiting: its turn has not come, or the member is away. */
export type DeliveryState = 'Applied' | 'Applying' | 'Failed' | 'Held' | 'Waiting';

const stateOfReport = {
  Applied: 'Applied',
  Previewed: 'Applied',
  Applying: 'Applying',
  Removing: 'Applying',
  Failed: 'Failed',
  Held: 'Held',
} as const satisfies Record<PartReport['state'], DeliveryState>;

/** Judges how far a delivery is. What a member said of another revision says nothing of this one. */
export function judgeDelivery(delivery: Delivery): DeliveryState {
  const { revision, isReleased, isInTouch, findings, report } = delivery;
  if (findings.length > 0) return 'Failed';
  const isSaid = report !== undefined && (revision === undefined || report.revision === revision);
  if (isSaid) return stateOfReport[report.state];
  return isReleased && isInTouch ? 'Applying' : 'Waiting';
}
