import type { Part } from '#validators/part';
import type { Manifest } from '../../core/kubernetes/manifest.ts';
import type { Member } from '../../core/membership/member.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';

/** All parts for one member, and the digest by which both sides know the list again; the same on every replica. */
export interface PartList {
  readonly digest: string;
  readonly list: readonly Part[];
}

/** An object of a member's list. */
export interface ListedObject {
  readonly manifest: Manifest;
  /** Sealed on its way. Secrets are, whatever this says. */
  readonly isConfidential: boolean;
}

/** What distributions want of the members. Nothing here waits: members are answered from memory. */
export interface PartSource {
  /** Whether all of what it renders from is known. Before that it is not asked. */
  readonly isSynced: boolean;

  /** @param knownUids Distributions of which the member says it has something. */
  partsFor(member: Stored<Member>, knownUids: readonly string[]): PartList;

  /** The objects of these ids that are on that member's list now; what is not on it is left out. */
  find(member: Stored<Member>, ids: readonly string[]): ReadonlyMap<string, ListedObject>;

  /** Tells, by name, of the members whose list may have become another. */
  onChange(listener: (members: ReadonlySet<string>) => void): void;
}
