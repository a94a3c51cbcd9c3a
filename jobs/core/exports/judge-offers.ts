import type { PrimaryConfig } from '#validators/primary-config';
import { maxExportNameLength, maxOfferBytes } from './export-names.ts';
import type { Offer } from './offer.ts';

/** Secrets that would open something, or be filled in, in the cluster they come into. */
const refusedTypes =
  /^(joinery\.dev\/.*|kubernetes\.io\/service-account-token|bootstrap\.kubernetes\.io\/token)$/;

/** What the primary takes. */
export type ExportPolicy = PrimaryConfig['exports'];

/** An offer that is not taken, by its place among all. */
export interface RefusedOffer {
  readonly index: number;
  readonly reason:
    'ExportsDisabled' | 'KindNotTaken' | 'TypeNotTaken' | 'NameTooLong' | 'TooLarge' | 'OverQuota';
  readonly message: string;
}

/**
 * Judges what a member offers, by what the primary's values allow. The first ones offered have the quota, so what was
 * taken stays taken when more is offered.
 */
export function judgeOffers(
  offers: readonly Offer[],
  policy: ExportPolicy,
): { taken: readonly number[]; refused: readonly RefusedOffer[] } {
  const taken: number[] = [];
  const refused: RefusedOffer[] = [];
  let bytes = 0;
  for (const [index, offer] of offers.entries()) {
    const used = { count: taken.length, bytes };
    const refusal = refuse(offer, policy, used);
    if (refusal === undefined) {
      taken.push(index);
      bytes += offer.bytes;
    } else refused.push({ index, ...refusal });
  }
  return { taken, refused };
}

function refuse(
  { kind, name, type = '', bytes }: Offer,
  { enabled, kinds, perMember, maxBytes }: ExportPolicy,
  used: { count: number; bytes: number },
): Omit<RefusedOffer, 'index'> | undefined {
  if (!enabled) {
    const message = 'The primary takes no exports. Set multicluster.primary.exports.enabled there.';
    return { reason: 'ExportsDisabled', message };
  }
  if (!kinds.includes(kind)) {
    const message = `The primary takes no ${kind}. Add it to multicluster.primary.exports.kinds there.`;
    return { reason: 'KindNotTaken', message };
  }
  if (refusedTypes.test(type)) {
    const message = `A Secret of type ${type} is for its own cluster only. Export what it is needed for in another.`;
    return { reason: 'TypeNotTaken', message };
  }
  if (name.length > maxExportNameLength) {
    const message = `Its name is longer than ${maxExportNameLength} characters. Export it under a shorter one.`;
    return { reason: 'NameTooLong', message };
  }
  if (bytes > maxOfferBytes) {
    const message = `It holds ${bytes} bytes, of ${maxOfferBytes} at most. Divide it.`;
    return { reason: 'TooLarge', message };
  }
  if (used.count >= perMember || used.bytes + bytes > maxBytes) {
    const message =
      `The primary takes ${perMember} objects and ${maxBytes} bytes of a member, and has as much. ` +
      'Export less, or raise multicluster.primary.exports.perMember or maxBytes there.';
    return { reason: 'OverQuota', message };
  }
  return undefined;
}
