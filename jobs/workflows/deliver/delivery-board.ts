import type { DeliveryReport } from '#validators/delivery-report';
import { isLater, type SaidReport } from './said-report.ts';

/** A report as it is stored, and the uid of its object. */
export interface Kept {
  readonly said: SaidReport;
  readonly uid: string;
}

/**
 * What the members said last of their parts, as far as one hub replica knows: what it was told itself, at once,
 * and what the others stored. See `keep-reports.ts`.
 */
export class DeliveryBoard {
  readonly #said = new Map<string, SaidReport>();
  readonly #kept = new Map<string, Kept>();
  readonly #listeners = new Set<(member: string) => void>();
  #isSynced = false;

  /** Whether what is stored is known: before that no report can be missed. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** Of all members that said anything, by name. */
  get reports(): ReadonlyMap<string, DeliveryReport> {
    return new Map([...this.#said].map(([member, { report }]) => [member, report]));
  }

  /** Told by name of every member whose report changed or went. */
  onChange(listener: (member: string) => void): void {
    this.#listeners.add(listener);
  }

  reportOf(member: string): DeliveryReport | undefined {
    return this.#said.get(member)?.report;
  }

  /** Distributions of which the member says it has something. */
  uidsOf(member: string): readonly string[] {
    return this.reportOf(member)?.parts.map(({ uid }) => uid) ?? [];
  }

  /** Tells whether the member's report is known to be another than that of this digest. */
  lacks(member: string, digest: string): boolean {
    return this.#isSynced && this.#said.get(member)?.digest !== digest;
  }

  /** Takes up what a member said, unless it is no later than what is known. */
  note(member: string, said: SaidReport): void {
    const known = this.#said.get(member);
    if (known !== undefined && !isLater(said, known)) return;
    this.#said.set(member, said);
    if (known?.digest !== said.digest) this.#tell(member);
  }

  /** A report stands in the store. */
  noteKept(member: string, kept: Kept): void {
    this.#kept.set(member, kept);
    this.note(member, kept.said);
  }

  /** All reports that stand in the store. */
  noteAllKept(all: ReadonlyMap<string, Kept>): void {
    this.#kept.clear();
    for (const [member, kept] of all) this.noteKept(member, kept);
    this.#isSynced = true;
  }

  /** A report is gone from the store. */
  noteDropped(member: string): void {
    this.#kept.delete(member);
  }

  /** The member is gone. */
  forgetMember(member: string): void {
    if (this.#said.delete(member)) this.#tell(member);
  }

  /** Only these are members: what is stored may tell of others for a moment. */
  forgetUnless(isMember: (name: string) => boolean): void {
    for (const member of this.#said.keys()) if (!isMember(member)) this.forgetMember(member);
  }

  /** What was said and is to be stored, by member. That a member has nothing is not, unless it had something. */
  unkept(): readonly (readonly [string, SaidReport])[] {
    return [...this.#said].filter(([member, { digest, report }]) => {
      const kept = this.#kept.get(member);
      return kept === undefined ? report.parts.length > 0 : kept.said.digest !== digest;
    });
  }

  /** What is stored, by member. */
  kept(): readonly (readonly [string, Kept])[] {
    return [...this.#kept];
  }

  #tell(member: string): void {
    for (const listener of this.#listeners) listener(member);
  }
}
