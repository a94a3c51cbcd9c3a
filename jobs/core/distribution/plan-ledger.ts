import { renderTimestamp } from '../kubernetes/timestamp.ts';
import type { DistributionLedger, LedgerEntry } from './distribution-ledger.ts';

/** So many Distributions that go at once, and more than half of all, are no order. */
const fewestHeld = 3;

/** Those that came with the going, or so short before it, do not count as left: they may be the same ones made again. */
const newMs = 10_000;

/** One that is gone is remembered for this long after it went: a member may come back as late as this. */
const keptMs = 30 * 24 * 3600 * 1000;

/** What the ledger is brought up to date with. */
export interface LedgerFacts {
  /** Distributions that are there: name by uid. */
  readonly present: ReadonlyMap<string, string>;
  /** Uids that are known to be gone, all that went together. Of others that are not there nothing is judged. */
  readonly gone: ReadonlySet<string>;
  /** When it was first seen that some are not there any more. */
  readonly goneSince: Date;
  /** Whether the API server does not even know the kind any more. */
  readonly isKindGone: boolean;
  /** Whether a person said that those held are to be withdrawn. */
  readonly isAllowed: boolean;
  /** Whether a member says that it has something of it. */
  readonly isReported: (uid: string) => boolean;
  readonly now: Date;
}

/**
 * Brings the ledger up to date: takes in what is there, judges what is gone, and forgets what nobody has any more.
 *
 * Most of them gone at once is a CRD or a namespace that was deleted, or a store that was put back: these are held.
 *
 * @returns The same ledger when nothing changes.
 */
export function planLedger(ledger: DistributionLedger, facts: LedgerFacts): DistributionLedger {
  const { present, isKindGone, isAllowed, isReported, now } = facts;
  const served = [...ledger].filter(([, { state }]) => state === 'Served');
  const gone = served.filter(([uid]) => facts.gone.has(uid) && !present.has(uid));
  const left = served.filter((entry) => !gone.includes(entry) && !isNew(entry[1], facts.goneSince));
  const isMost = gone.length >= fewestHeld && gone.length > left.length;
  const judged = (isMost || isKindGone) && !isAllowed ? 'Held' : 'Withdrawn';

  const since = renderTimestamp(now);
  const changes = new Map<string, LedgerEntry | undefined>();
  for (const [uid, { name }] of gone) changes.set(uid, { name, state: judged, since });
  for (const [uid, entry] of ledger) {
    if (entry.state === 'Held' && isAllowed) changes.set(uid, { ...entry, state: 'Withdrawn', since });
    const isOld = entry.state === 'Withdrawn' && isLongGone(entry, now);
    if (isOld && !isReported(uid)) changes.set(uid, undefined);
  }
  for (const [uid, name] of present) {
    if (!ledger.has(uid)) changes.set(uid, { name, state: 'Served', since });
  }
  return changes.size === 0 ? ledger : change(ledger, changes);
}

function isNew({ since }: LedgerEntry, goneSince: Date): boolean {
  return Date.parse(since) > goneSince.getTime() - newMs;
}

function isLongGone({ since }: LedgerEntry, now: Date): boolean {
  return now.getTime() - Date.parse(since) >= keptMs;
}

function change(
  ledger: DistributionLedger,
  changes: ReadonlyMap<string, LedgerEntry | undefined>,
): DistributionLedger {
  return new Map(
    [...ledger, ...changes].flatMap(([uid, before]): [string, LedgerEntry][] => {
      const entry = changes.has(uid) ? changes.get(uid) : before;
      return entry === undefined ? [] : [[uid, entry]];
    }),
  );
}
