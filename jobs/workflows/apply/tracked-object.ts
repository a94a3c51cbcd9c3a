import { countRepair, failureDelayMs, repairAtMs, type Repairs } from '../../core/applied-set/back-off.ts';
import type { Finding } from '../../core/applied-set/finding.ts';
import type { IgnoredFields, WantedObject } from '../../core/applied-set/holding.ts';
import { listIgnored } from '../../core/applied-set/ignored-fields.ts';
import { listOwnFields } from '../../core/applied-set/own-fields.ts';
import type { StoredManifest } from '../../core/kubernetes/manifest.ts';
import type { ApplyResult } from './apply-object.ts';

/** How often an object that is somebody else's is looked at again, in milliseconds: it may be gone. */
const lookAgainMs = 300_000;

/** So often something that waits for something else is tried, which takes some seconds, before it counts as failed. */
const patience = 4;

/** What this process knows of one object: whether it is as wanted, and when to do something about it. */
export class TrackedObject {
  readonly wanted: WantedObject;
  readonly #ignored: readonly string[];
  /** Fields after it was applied; undefined until it was, as it is wanted now. */
  #fields: readonly string[] | undefined;
  #finding: Finding | undefined;
  #isSkipped = false;
  #failures = 0;
  #repairs: Repairs;
  /** When there is something to do, in Unix milliseconds. */
  #dueAtMs: number | undefined = 0;
  #isBusy = false;
  /** Last seen while it was being applied: what came of it is known only then. */
  #seen: { readonly object: StoredManifest | undefined } | undefined;

  constructor(wanted: WantedObject, ignore: readonly IgnoredFields[], before?: TrackedObject) {
    this.wanted = wanted;
    this.#ignored = listIgnored(ignore, wanted.manifest);
    this.#repairs = before?.repairs ?? { count: 0, lastAtMs: 0 };
  }

  get fields(): readonly string[] | undefined {
    return this.#fields;
  }

  get finding(): Finding | undefined {
    return this.#finding;
  }

  /** Whether it is to be called failed: what only waits for something else gets a few attempts first. */
  get isFailed(): boolean {
    const attempts = this.#finding?.isWaiting === true ? patience : 1;
    return this.#failures >= attempts;
  }

  get repairs(): Repairs {
    return this.#repairs;
  }

  get dueAtMs(): number | undefined {
    return this.#dueAtMs;
  }

  /** Whether all was done that is to be done. */
  get isSettled(): boolean {
    return this.#fields !== undefined || this.#isSkipped;
  }

  isDue(nowMs: number): boolean {
    return this.#dueAtMs !== undefined && this.#dueAtMs <= nowMs;
  }

  /** Asks for another attempt at once. */
  hurry(): void {
    this.#dueAtMs = 0;
  }

  /** An attempt begins. */
  begin(): void {
    this.#isBusy = true;
    this.#dueAtMs = undefined;
  }

  /** An attempt ended. */
  end(result: ApplyResult, nowMs: number): void {
    this.#isBusy = false;
    this.#isSkipped = result.type === 'skipped';
    this.#finding = result.type === 'failed' ? result.finding : undefined;
    this.#failures = result.type === 'failed' ? this.#failures + 1 : 0;
    this.#fields = result.type === 'applied' ? result.fields : undefined;
    if (result.type === 'failed') this.#dueAtMs = nowMs + failureDelayMs(this.#failures, result.finding);
    else if (result.type === 'skipped') this.#dueAtMs = nowMs + lookAgainMs;
    else if (result.repaired !== undefined) this.#repairs = countRepair(this.#repairs, nowMs);
    const seen = this.#seen;
    this.#seen = undefined;
    if (seen !== undefined) this.see(seen.object, nowMs);
  }

  /**
   * The object changed, or is gone. If something that was applied is not so any more, it is due.
   *
   * @returns Whether it is due, and was not before.
   */
  see(object: StoredManifest | undefined, nowMs: number): boolean {
    if (this.#isBusy) {
      this.#seen = { object };
      return false;
    }
    if (this.#fields === undefined || this.#dueAtMs !== undefined || !this.#isChanged(object)) return false;
    this.#dueAtMs = repairAtMs(this.#repairs, nowMs);
    return true;
  }

  #isChanged(object: StoredManifest | undefined): boolean {
    if (object === undefined) return true;
    const now = new Set(listOwnFields(object, this.#ignored));
    return (this.#fields ?? []).some((field) => !now.has(field));
  }
}
