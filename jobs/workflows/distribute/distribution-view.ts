import type { DeliveryReport } from '#validators/delivery-report';
import type { DeliveryFailure } from '../../core/distribution/delivery.ts';
import type { Distribution } from '../../core/distribution/distribution.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';

/** What a hub replica knows of the Distributions: for which members they are, and what keeps them from being rendered. */
export interface DistributionView {
  /** Whether all of them are known: before that an absent one says nothing. */
  readonly isSynced: boolean;
  /** All that are there, by uid. */
  distributions(): ReadonlyMap<string, Stored<Distribution>>;
  /** See `rolloutRevisionOf`. Empty while its sources are being read: then nothing is known of it yet. */
  rolloutRevision(uid: string): string;
  /** The members it is for, each with the revision of the part it is to have once its turn has come. */
  placed(uid: string): ReadonlyMap<string, string>;
  /** What could not be rendered, by member; `*` for what concerns all. */
  findings(uid: string): ReadonlyMap<string, readonly DeliveryFailure[]>;
  onChange(listener: () => void): void;
}

/** What the members said last of what they have. */
export interface DeliveryReports {
  readonly reports: ReadonlyMap<string, DeliveryReport>;
  reportOf(member: string): DeliveryReport | undefined;
  /** Told by name of each member that said something else, or is forgotten. */
  onChange(listener: (member: string) => void): void;
}
