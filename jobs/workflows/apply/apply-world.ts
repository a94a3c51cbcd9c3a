import type { Body } from '../../core/applied-set/holding.ts';
import type { Refusals } from '../../core/applied-set/check-wanted.ts';
import type { MemberPorts } from '../ports.ts';
import type { HoldingStore } from './holding-store.ts';

/** Fetches objects from the hub by their ids, unsealed. Those the hub does not give any more are left out. */
export type FetchObjects = (
  ids: readonly string[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, Body>>;

/** The world of the one who applies. */
export type ApplyPorts = Pick<MemberPorts, 'clock' | 'logger' | 'metrics' | 'kubernetes' | 'objects'>;

/** What all parts of a member share. */
export interface ApplyWorld {
  readonly ports: ApplyPorts;
  readonly store: HoldingStore;
  readonly fetchObjects: FetchObjects;
  readonly refusals: Refusals;
  /** The release namespace. */
  readonly namespace: string;
  /** Who has the object, of all Distributions that want it: the oldest. */
  readonly ownerOf: (key: string) => { readonly uid: string; readonly name: string } | undefined;
}
