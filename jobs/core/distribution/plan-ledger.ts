import { renderTimestamp } from '../kubernetes/timestamp.ts';
import type { DistributionLedger, LedgerEntry } from './distribution-ledger.ts';

/** So many Distributions that go at once, and more than half of all, are no order. */
const fewestHeld = 3;

/** One that is gone is remembered for this long after it went: a member may come back as late as this. */
const keptMs = 30 * 24 * 3600 * 1000;

/** What the ledger is brought up to date with. */
export interface LedgerFacts {
  /** Distributions that are there: name by uid. */
  readonly present: ReadonlyMap<string, string>;
  /** Whether the others are known to be gone, all that went together; else nothing is judged of them. */
  readonly isSettled: boolean;
  /** Whether a person said that those held are to be withdrawn. */
  readonly isAllowed: boolean;
  /** Uids that members say they have. */
  readonly reported: ReadonlySet<string>;
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
  const { present, isSettled, isAllowed, reported, now } = facts;
  const served = [...ledger].filter(([, { state }]) => state === 'Served');
  const gone = served.filter(([uid]) => !present.has(uid));
  const isMost = gone.length >= fewestHeld && gone.length * 2 > served.length;
  const judged = isMost && !isAllowed ? 'Held' : 'Withdrawn';

  const changes = new Map<string, LedgerEntry | undefined>();
  for (const [uid, entry] of ledger) {
    if (present.has(uid)) continue;
    if (entry.state === 'Served') {
      if (isSettled) changes.set(uid, { name: entry.name, state: judged, goneAt: renderTimestamp(now) });
    } else if (entry.state === 'Held') {
      if (isAllowed) changes.set(uid, { ...entry, state: 'Withdrawn' });
    } else if (!reported.has(uid) && isLongGone(entry, now)) changes.set(uid, undefined);
  }
  for (const [uid, name] of present) {
    if (ledger.get(uid)?.state !== 'Served') changes.set(uid, { name, state: 'Served' });
  }
  return changes.size === 0 ? ledger : change(ledger, changes);
}

function isLongGone({ goneAt = '' }: LedgerEntry, now: Date): boolean {
  return now.getTime() - Date.parse(goneAt) >= keptMs;
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
