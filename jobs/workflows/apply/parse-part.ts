import type { Part } from '#validators/part';
import type { CompletePart } from '../../core/applied-set/holding.ts';

/** What the hub says of one Distribution. */
export type Order =
  | { readonly type: 'withdrawn' }
  /** The hub cannot say now what is wanted: everything stays. */
  | { readonly type: 'unknown' }
  | { readonly type: 'complete'; readonly part: CompletePart };

/** Makes an order of a part. Only one that says that it is complete is taken for that. */
export function parsePart(part: Part): Order {
  if (part.withdrawn === true) return { type: 'withdrawn' };
  const { uid, name, createdAt, revision, objects } = part;
  if (part.complete !== true || createdAt === undefined || revision === undefined || objects === undefined)
    return { type: 'unknown' };
  const { conflict = 'Fail', deletion = 'Delete', createNamespaces = false, dryRun = false } = part;
  const { ignore = [], allowPrune = '' } = part;
  const settings = { conflict, deletion, createNamespaces, ignore, dryRun, allowPrune };
  return { type: 'complete', part: { uid, name, createdAt, revision, objects, ...settings } };
}
