import type { DeliveryReport } from '#validators/delivery-report';
import type { PartReport } from '../../core/distribution/delivery.ts';

/** What the members said last of each Distribution, to be looked up without going through whole reports. */
export class ReportedParts {
  readonly #parts = new Map<string, ReadonlyMap<string, PartReport>>();

  /** What a member says of one Distribution. */
  get(member: string, uid: string): PartReport | undefined {
    return this.#parts.get(member)?.get(uid);
  }

  /** Takes up what a member says now. @returns Uids of the Distributions of which it says something else. */
  note(member: string, report: DeliveryReport | undefined): string[] {
    const before = this.#parts.get(member) ?? new Map<string, PartReport>();
    const after = new Map((report?.parts ?? []).map((part) => [part.uid, part]));
    if (report === undefined) this.#parts.delete(member);
    else this.#parts.set(member, after);
    return [...new Set([...before.keys(), ...after.keys()])].filter(
      (uid) => JSON.stringify(before.get(uid)) !== JSON.stringify(after.get(uid)),
    );
  }
}
