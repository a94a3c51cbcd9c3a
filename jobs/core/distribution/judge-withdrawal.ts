import type { Part } from '#validators/part';
import type { Distribution } from './distribution.ts';
import type { DistributionLedger } from './distribution-ledger.ts';

/**
 * Builds the parts by which a member is told to take away what it has of Distributions: of those that are not for it
 * any more, and of those that are gone as the ledger knows. All else that it has stays untouched: absence is no order.
 *
 * A Distribution that is suspended or a dry run takes nothing away while it is there.
 *
 * @param knownUids Distributions that the member says it has something of.
 * @param facts.distributions All that are there, by uid; only from a cache that is synced.
 * @param facts.placed Uids of those that are for this member.
 */
export function judgeWithdrawal(
  knownUids: readonly string[],
  facts: {
    readonly distributions: ReadonlyMap<string, Distribution>;
    readonly placed: ReadonlySet<string>;
    readonly ledger: DistributionLedger;
  },
): Part[] {
  return knownUids.flatMap((uid): Part[] => {
    if (facts.placed.has(uid)) return [];
    const found = facts.distributions.get(uid);
    const entry = facts.ledger.get(uid);
    if (found !== undefined) {
      const { suspend = false, dryRun = false } = found.spec;
      return suspend || dryRun ? [] : [{ uid, name: found.metadata.name ?? '', withdrawn: true }];
    }
    return entry?.state === 'Withdrawn' ? [{ uid, name: entry.name, withdrawn: true }] : [];
  });
}
