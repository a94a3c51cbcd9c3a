import type { Manifest, ObjectKey } from '../kubernetes/manifest.ts';

/** What one Distribution wants of this member, all of it; see `schemas/part.schema.json`. */
export interface CompletePart {
  readonly uid: string;
  readonly name: string;
  readonly createdAt: string;
  readonly revision: string;
  readonly conflict: 'Fail' | 'Adopt' | 'Skip';
  readonly deletion: 'Delete' | 'Orphan';
  readonly createNamespaces: boolean;
  readonly ignore: readonly IgnoredFields[];
  readonly dryRun: boolean;
  readonly allowPrune: string;
  /** Ids of objects. */
  readonly objects: readonly string[];
}

/** Fields that are the member's own once an object is there, as JSON Pointers; of all objects where kind or name are left out. */
export interface IgnoredFields {
  readonly kind?: string;
  readonly name?: string;
  readonly fields: readonly string[];
}

/** An object as the hub gave it. */
export interface Body {
  readonly manifest: Manifest;
  /** It came sealed: nothing of it may be told. */
  readonly isConfidential: boolean;
}

/**
 * What a member has of one Distribution. It is stored before anything is applied, so that a program that ends at any
 * point, and begins again without a hub, goes on from here.
 */
export interface Holding {
  readonly part: CompletePart;
  /** By id. */
  readonly bodies: ReadonlyMap<string, Body>;
  /** Everything that was or may have been applied and not taken away since. What really is, stands on the objects. */
  readonly inventory: readonly ObjectKey[];
  /** How many objects there were when the part was taken up. */
  readonly before: number;
}

/** One object of a part. */
export interface WantedObject extends Body {
  readonly id: string;
  readonly key: ObjectKey;
}
