import { isDeepStrictEqual } from 'node:util';
import { failureDelayMs } from '../../core/applied-set/back-off.ts';
import type { ObjectFinding } from '../../core/applied-set/finding.ts';
import { setIdOf } from '../../core/applied-set/holding-secret.ts';
import type { Body, CompletePart, Holding } from '../../core/applied-set/holding.ts';
import { isPruneHeld } from '../../core/applied-set/judge-prune.ts';
import type { PartReport, PreviewedObject } from '../../core/applied-set/part-report.ts';
import type { ObjectKey, StoredManifest } from '../../core/kubernetes/manifest.ts';
import { keyText } from '../../core/kubernetes/object-key.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { ApplyWorld } from './apply-world.ts';
import { listWanted } from './list-wanted.ts';
import { previewPart } from './preview-part.ts';
import { pruneObjects } from './prune-objects.ts';
import { TrackedObjects } from './tracked-objects.ts';

/**
 * What this member does about one Distribution: takes up what is wanted, keeps it so, and takes away what is not wanted
 * any more. All that has to outlive the process is stored before it is acted on; what happened stands on the objects.
 */
export class Enforcement {
  readonly uid: string;
  readonly #world: ApplyWorld;
  readonly #setId: string;
  readonly #objects: TrackedObjects;
  /** What is stored, and enforced. */
  #holding: Holding | undefined;
  /** What the hub wants, if that is another. */
  #wanted: CompletePart | undefined;
  #isWithdrawn = false;
  #preview: readonly PreviewedObject[] | undefined;
  /** What stands in the way of taking away. */
  #stuck: readonly ObjectFinding[] = [];
  #failures = 0;

  /** @param holding What an earlier process left behind. */
  constructor(world: ApplyWorld, uid: string, holding?: Holding) {
    this.uid = uid;
    this.#world = world;
    this.#setId = setIdOf(world.namespace, uid);
    this.#objects = new TrackedObjects(world, this.#setId);
    if (holding !== undefined) this.#hold(holding, holding.inventory);
  }

  /** Nothing is here, and nothing is wanted. */
  get isEmpty(): boolean {
    return this.#holding === undefined && this.#wanted === undefined;
  }

  /** Everything that is, or may be, here. */
  get inventory(): readonly ObjectKey[] {
    return this.#holding?.inventory ?? [];
  }

  /** Objects that this one wants, as {@link keyText} renders them. */
  get claims(): Iterable<string> {
    return this.#isWithdrawn ? [] : this.#objects.keys;
  }

  /** The part that wants the object, if this one does. */
  claim(key: string): CompletePart | undefined {
    return !this.#isWithdrawn && this.#objects.has(key) ? this.#holding?.part : undefined;
  }

  /** The hub wants this. @returns Whether that is news. */
  want(part: CompletePart): boolean {
    const isNews = this.#isWithdrawn || !isDeepStrictEqual(this.#wanted ?? this.#holding?.part, part);
    if (!isNews) return false;
    this.#isWithdrawn = false;
    this.#failures = 0;
    this.#preview = undefined;
    this.#wanted = isDeepStrictEqual(this.#holding?.part, part) ? undefined : part;
    return true;
  }

  /** The hub cannot say now what it wants: what is here stays. */
  keep(): void {
    this.#wanted = undefined;
    this.#preview = undefined;
    this.#isWithdrawn = false;
  }

  /** Everything is to be taken away. @returns Whether that is news. */
  withdraw(): boolean {
    const isNews = !this.#isWithdrawn;
    this.keep();
    this.#isWithdrawn = true;
    return isNews;
  }

  /** An object changed, or is gone. @returns Whether there is something to do. */
  see(key: string, object: StoredManifest | undefined): boolean {
    return this.#objects.see(key, object);
  }

  /** Looks anew at these objects. @returns Whether one of them is wanted here. */
  hurry(keys: Iterable<string>): boolean {
    return this.#objects.hurry(keys);
  }

  /**
   * Does everything that is due. Ended at any point and repeated, it comes to the same end.
   *
   * @param onProgress Called when something turned.
   * @returns After how many milliseconds there is something to do again; nothing when all is as it should be.
   * @throws What the API server throws when it does not take what is to be stored.
   */
  async pass(signal: AbortSignal, onProgress: () => void): Promise<number | undefined> {
    if (this.#isWithdrawn) return this.#removeAll(signal);
    const missing = await this.#takeUp(signal);
    onProgress();
    await this.#objects.applyDue(signal);
    const stuck = await this.#removeUnwanted(signal);
    const { dueAtMs } = this.#objects;
    const due =
      dueAtMs === undefined ? undefined : Math.max(0, dueAtMs - this.#world.ports.clock.now().getTime());
    const delays = [missing, stuck, due].filter((delay) => delay !== undefined);
    return delays.length === 0 ? undefined : Math.min(...delays);
  }

  /** How it stands. */
  describe(): PartReport {
    const findings = [...this.#objects.findings, ...this.#stuck];
    const waiting = this.#unwanted().length;
    const { revision = '', objects = [] } = this.#wanted ?? this.#holding?.part ?? {};
    return {
      uid: this.uid,
      revision: this.#isWithdrawn ? '' : revision,
      state: this.#judgeState(),
      objects: objects.length,
      applied: this.#objects.applied,
      failed: findings.length,
      drifted: this.#objects.repairs,
      ...(waiting === 0 ? {} : { held: waiting }),
      findings,
      ...(this.#preview === undefined ? {} : { preview: this.#preview }),
    };
  }

  #judgeState(): PartReport['state'] {
    if (this.#preview !== undefined) return 'Previewed';
    if (this.#objects.isFailed || this.#stuck.length > 0) return 'Failed';
    if (this.#isWithdrawn) return 'Removing';
    if (this.#wanted !== undefined || !this.#objects.isSettled) return 'Applying';
    return this.#isHeld() ? 'Held' : 'Applied';
  }

  /** Fetches what is missing of what is wanted, and stores it all. Until then, what is here is enforced. */
  async #takeUp(signal: AbortSignal): Promise<number | undefined> {
    const wanted = this.#wanted;
    if (wanted === undefined || this.#preview !== undefined) return undefined;
    const bodies = await this.#fetch(wanted, signal);
    // The hub may want something else by now.
    if (this.#wanted !== wanted) return 0;
    if (bodies === undefined) return this.#noteFailure();
    if (wanted.dryRun) {
      const part = { part: wanted, bodies, setId: this.#setId };
      this.#preview = await previewPart(this.#world, part, this.inventory, signal);
      return undefined;
    }
    const before = this.inventory;
    const keys = listWanted(wanted, bodies).map(({ key }) => key);
    const kept = new Set(keys.map(keyText));
    const inventory = [...keys, ...before.filter((key) => !kept.has(keyText(key)))];
    await this.#store({ part: wanted, bodies, inventory, before: before.length }, before);
    if (this.#wanted === wanted) this.#wanted = undefined;
    this.#failures = 0;
    return undefined;
  }

  async #store(holding: Holding, known: readonly ObjectKey[]): Promise<void> {
    await this.#world.store.save(holding);
    this.#hold(holding, known);
  }

  /** @param known Objects that may be there already. */
  #hold(holding: Holding, known: readonly ObjectKey[]): void {
    this.#holding = holding;
    this.#objects.track(holding, new Set(known.map(keyText)));
  }

  /** @returns Nothing when the hub does not give all of them now. */
  async #fetch(part: CompletePart, signal: AbortSignal): Promise<ReadonlyMap<string, Body> | undefined> {
    const here = this.#holding?.bodies ?? new Map<string, Body>();
    const missing = part.objects.filter((id) => !here.has(id));
    const fetched = missing.length === 0 ? here : await this.#fetchMissing(missing, signal);
    const bodies = part.objects.flatMap((id) => {
      const body = here.get(id) ?? fetched.get(id);
      return body === undefined ? [] : [[id, body] as const];
    });
    return bodies.length === part.objects.length ? new Map(bodies) : undefined;
  }

  async #fetchMissing(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Body>> {
    try {
      return await this.#world.fetchObjects(ids, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof JoineryError)) throw error;
      this.#world.ports.logger.warn('Objects not fetched', { uid: this.uid, err: error });
      return new Map();
    }
  }

  #noteFailure(): number {
    this.#failures += 1;
    return failureDelayMs(this.#failures, { isWaiting: true });
  }

  /** What is here and not wanted any more. */
  #unwanted(): ObjectKey[] {
    return this.inventory.filter((key) => !this.#objects.has(keyText(key)));
  }

  #isHeld(): boolean {
    const holding = this.#holding;
    if (holding === undefined || holding.part.deletion === 'Orphan') return false;
    const { part, before } = holding;
    const counts = { before, goes: this.#unwanted().length, stays: part.objects.length };
    return isPruneHeld(counts, { allowed: part.allowPrune, revision: part.revision });
  }

  /** Takes away what is not wanted any more, once everything else is as it is wanted: what takes its place is there. */
  async #removeUnwanted(signal: AbortSignal): Promise<number | undefined> {
    const holding = this.#holding;
    const unwanted = this.#unwanted();
    this.#stuck = [];
    if (holding === undefined || unwanted.length === 0 || !this.#objects.isSettled || this.#isHeld())
      return undefined;
    const left = await this.#remove(unwanted, holding, signal);
    const gone = new Set(unwanted.filter((key) => !left.includes(key)));
    const inventory = holding.inventory.filter((key) => !gone.has(key));
    if (gone.size > 0) await this.#store({ ...holding, inventory }, inventory);
    if (left.length > 0) return this.#noteFailure();
    this.#failures = 0;
    return undefined;
  }

  async #removeAll(signal: AbortSignal): Promise<number | undefined> {
    const holding = this.#holding;
    if (holding === undefined) return undefined;
    const left = await this.#remove(holding.inventory, holding, signal);
    if (left.length > 0) return this.#noteFailure();
    await this.#world.store.remove(this.uid);
    this.#holding = undefined;
    return undefined;
  }

  /** What another Distribution wants goes over to it as it is. @returns What could not be taken away. */
  async #remove(keys: readonly ObjectKey[], { part }: Holding, signal: AbortSignal): Promise<ObjectKey[]> {
    const { ports, ownerOf } = this.#world;
    const nobodys = keys.filter((key) => ownerOf(keyText(key)) === undefined);
    this.#stuck = await pruneObjects(ports, nobodys, { setId: this.#setId, deletion: part.deletion }, signal);
    return this.#stuck.map(({ key }) => key);
  }
}
