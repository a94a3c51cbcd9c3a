import type { ConfigMap } from '../kubernetes/objects.ts';

/** What the hub remembers of a Distribution that it has given to members. */
export interface LedgerEntry {
  readonly name: string;
  /**
   * Served: it was there when the hub looked last. Withdrawn: it is gone, and members take away what it brought.
   * Held: it went together with most others, and a person has to say that this was meant.
   */
  readonly state: 'Served' | 'Withdrawn' | 'Held';
  /** Since when it is so. RFC 3339, UTC. */
  readonly since: string;
}

/** The Distributions that members may have something of, by uid. */
export type DistributionLedger = ReadonlyMap<string, LedgerEntry>;

/**
 * Reads the ledger from its ConfigMap: a key for each uid, with `{"name":"isolation","state":"Served","since":"2026-11-20T12:00:00Z"}`. What cannot
 * be read is not in it, and so takes nothing away from anybody.
 */
export function parseDistributionLedger(stored: ConfigMap | undefined): DistributionLedger {
  const entries = Object.entries(stored?.data ?? {}).flatMap(([uid, text]): [string, LedgerEntry][] => {
    const entry = parseEntry(text);
    return entry === undefined ? [] : [[uid, entry]];
  });
  return new Map(entries);
}

function parseEntry(text: string): LedgerEntry | undefined {
  try {
    const { name, state, since } = JSON.parse(text) as Partial<Record<keyof LedgerEntry, unknown>>;
    if (typeof name !== 'string' || typeof since !== 'string') return undefined;
    if (state !== 'Served' && state !== 'Withdrawn' && state !== 'Held') return undefined;
    return { name, state, since };
  } catch {
    return undefined;
  }
}

/** Renders the data of its ConfigMap. */
export function renderDistributionLedger(ledger: DistributionLedger): Record<string, string> {
  return Object.fromEntries([...ledger].map(([uid, entry]) => [uid, JSON.stringify(entry)]));
}
