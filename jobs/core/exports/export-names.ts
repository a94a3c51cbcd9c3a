/** Label on an object of a member, `true`: it is offered to the set. Written by its owner. */
export const exportLabel = 'joinery.dev/export';

/** Labels on what the hub keeps of a member's offer. Written by the hub; a Distribution selects by them. */
export const exportLabels = {
  /** Name of the member. */
  by: 'joinery.dev/exported-by',
  /** Where it is on that member. */
  namespace: 'joinery.dev/export-namespace',
  name: 'joinery.dev/export-name',
} as const;

/** Annotation on the same: what the member calls the content it has. Nobody else can make it from the content. */
export const exportDigestAnnotation = 'joinery.dev/export-digest';

/** Kinds that can be offered. */
export const exportKinds = ['ConfigMap', 'Secret'] as const;

export type ExportKind = (typeof exportKinds)[number];

/** Offers of one member at most; `schemas/offers-request.schema.json` says the same. */
export const maxOffers = 40;

/** The content of one, as JSON: sealed, and with the list beside it, it fits into one request. */
export const maxOfferBytes = 30 * 1024;

/** A label holds no more, and by labels they are selected. */
export const maxExportNameLength = 63;
