import type { DeliveryReport } from '#validators/delivery-report';
import type { Part } from '#validators/part';
import { failureDelayMs } from '../../core/applied-set/back-off.ts';
import type { Refusals } from '../../core/applied-set/check-wanted.ts';
import type { CompletePart } from '../../core/applied-set/holding.ts';
import { buildDeliveryReport } from '../../core/applied-set/part-report.ts';
import type { StoredManifest } from '../../core/kubernetes/manifest.ts';
import { keyOf, keyText } from '../../core/kubernetes/object-key.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Change } from '../../ports/kubernetes-api.ts';
import type { PartTaker } from '../deliver/part-taker.ts';
import { Timetable } from '../timetable.ts';
import type { ApplyPorts, ApplyWorld, FetchObjects } from './apply-world.ts';
import { DriftWatch, type WatchedKind } from './drift-watch.ts';
import { Enforcement } from './enforcement.ts';
import { HoldingStore } from './holding-store.ts';
import { parsePart } from './parse-part.ts';

/** So many Distributions are worked on at a time: one that waits for a webhook holds up no other. */
const atOnce = 4;

/** The settings of a member that applies. */
export interface ApplierSettings {
  /** The release namespace, where it is stored what was applied. */
  readonly namespace: string;
  readonly refusals: Refusals;
}

/**
 * The member's side of distributions. What it took up once, it keeps so for as long as it runs, with a hub or without
 * one; only what the hub names is taken away.
 */
export class Applier implements PartTaker {
  readonly #ports: ApplyPorts;
  readonly #world: ApplyWorld;
  readonly #parts = new Map<string, Enforcement>();
  readonly #busy = new Map<string, Promise<void>>();
  /** Those that have to be looked at again as soon as they are not busy any more. */
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  /** What each one wanted after it was last worked on. */
  readonly #claimed = new Map<string, ReadonlySet<string>>();
  readonly #broken = Promise.withResolvers<never>();
  #timetable: Timetable<string> | undefined;
  #watch: DriftWatch | undefined;
  /** The list that came before it was known what is here. */
  #early: readonly Part[] | undefined;
  #listener: () => void = () => undefined;
  #told = '';

  constructor(ports: ApplyPorts, { namespace, refusals }: ApplierSettings, fetchObjects: FetchObjects) {
    this.#ports = ports;
    const store = new HoldingStore(ports, namespace);
    const ownerOf = (key: string): CompletePart | undefined => this.#ownerOf(key);
    this.#world = { ports, store, fetchObjects, refusals, namespace, ownerOf };
    ports.metrics.gauge('joinery_agent_parts', () => this.#countStates());
  }

  /** Takes up what the hub wants. A Distribution that is not on the list stays as it is. */
  take(list: readonly Part[]): void {
    if (this.#timetable === undefined) this.#early = list;
    else for (const part of list) this.#takePart(part);
    this.#tell();
  }

  /** How everything stands; `undefined` until it is known what is here. */
  report(): DeliveryReport | undefined {
    if (this.#timetable === undefined) return undefined;
    return buildDeliveryReport([...this.#parts.values()].map((part) => part.describe()));
  }

  /** Called whenever the report changed. */
  onReport(listener: () => void): void {
    this.#listener = listener;
  }

  /** Enforces until the signal aborts, beginning with what an earlier process took up. @throws The signal's reason. */
  async run(signal: AbortSignal): Promise<never> {
    const timetable = new Timetable<string>(this.#ports.clock, signal);
    const watch = new DriftWatch(this.#ports, signal, (kind, change) => this.#see(kind, change));
    this.#watch = watch;
    await this.#load(signal);
    this.#timetable = timetable;
    for (const part of this.#parts.values()) this.#hurryOthers(part);
    for (const uid of this.#parts.keys()) this.#wake(uid);
    for (const part of this.#early ?? []) this.#takePart(part);
    this.#follow();
    this.#tell();
    return Promise.race([this.#work(timetable, signal), watch.broken, this.#broken.promise]);
  }

  async #load(signal: AbortSignal): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        const holdings = await this.#world.store.load();
        for (const holding of holdings)
          this.#parts.set(holding.part.uid, new Enforcement(this.#world, holding.part.uid, holding));
        return;
      } catch (error) {
        if (!(error instanceof JoineryError)) throw error;
        this.#ports.logger.warn('Applied sets not read', { err: error });
        await this.#ports.clock.sleep(failureDelayMs(failures, { isWaiting: true }), signal);
      }
    }
  }

  async #work(timetable: Timetable<string>, signal: AbortSignal): Promise<never> {
    for (;;) {
      const uid = await timetable.next();
      if (this.#busy.has(uid)) {
        this.#again.add(uid);
        continue;
      }
      if (this.#busy.size >= atOnce) await Promise.race(this.#busy.values());
      const part = this.#parts.get(uid);
      if (part !== undefined) this.#busy.set(uid, this.#workOn(part, signal).catch(this.#broken.reject));
    }
  }

  async #workOn(part: Enforcement, signal: AbortSignal): Promise<void> {
    const { uid } = part;
    const delayMs = await this.#pass(part, signal);
    this.#busy.delete(uid);
    if (signal.aborted) return;
    this.#hurryOthers(part);
    if (part.isEmpty) this.#forget(uid);
    else if (this.#again.delete(uid)) this.#wake(uid);
    else if (delayMs !== undefined) this.#timetable?.set(uid, delayMs);
    this.#follow();
    this.#tell();
  }

  async #pass(part: Enforcement, signal: AbortSignal): Promise<number | undefined> {
    const { uid } = part;
    try {
      const delayMs = await part.pass(signal, () => this.#tell());
      this.#failures.delete(uid);
      return delayMs;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof JoineryError)) throw error;
      this.#ports.logger.warn('Distribution not enforced', { uid, err: error });
      const failures = (this.#failures.get(uid) ?? 0) + 1;
      this.#failures.set(uid, failures);
      return failureDelayMs(failures, { isWaiting: true });
    }
  }

  #forget(uid: string): void {
    this.#parts.delete(uid);
    this.#claimed.delete(uid);
    this.#failures.delete(uid);
    this.#again.delete(uid);
  }

  #takePart(told: Part): void {
    const { uid } = told;
    const order = parsePart(told);
    const known = this.#parts.get(uid);
    if (order.type === 'complete') {
      const part = known ?? new Enforcement(this.#world, uid);
      this.#parts.set(uid, part);
      if (part.want(order.part)) this.#wake(uid);
    } else if (order.type === 'unknown') known?.keep();
    else if (known?.withdraw() === true) this.#wake(uid);
  }

  #wake(uid: string): void {
    if (this.#busy.has(uid)) this.#again.add(uid);
    else this.#timetable?.set(uid, 0);
  }

  #see(kind: WatchedKind, change: Change<StoredManifest>): void {
    const seen = new Map(
      (change.type === 'snapshot' ? change.objects : [change.object]).map((object) => [
        keyText(keyOf(object)),
        change.type === 'deleted' ? undefined : object,
      ]),
    );
    const prefix = keyText({ ...kind, name: '' })
      .split('/')
      .slice(0, 2)
      .join('/');
    for (const [uid, part] of this.#parts) {
      const gone =
        change.type === 'snapshot'
          ? [...part.claims].filter((key) => key.startsWith(`${prefix}/`) && !seen.has(key))
          : [];
      const changed = [
        ...[...seen].map(([key, object]) => part.see(key, object)),
        ...gone.map((key) => part.see(key, undefined)),
      ];
      if (changed.includes(true)) this.#wake(uid);
    }
  }

  /** Of all Distributions that want an object, the oldest has it. */
  #ownerOf(key: string): CompletePart | undefined {
    const claims = [...this.#parts.values()].flatMap((part) => part.claim(key) ?? []);
    return claims.toSorted((a, b) => ageOf(a).localeCompare(ageOf(b), 'en'))[0];
  }

  /** What one Distribution takes up or lets go, others may have been waiting for. */
  #hurryOthers(part: Enforcement): void {
    const before = this.#claimed.get(part.uid) ?? new Set();
    const now = new Set(part.claims);
    this.#claimed.set(part.uid, now);
    const turned = now.symmetricDifference(before);
    if (turned.size === 0) return;
    for (const other of this.#parts.values())
      if (other !== part && other.hurry(turned)) this.#wake(other.uid);
  }

  #follow(): void {
    this.#watch?.follow([...this.#parts.values()].flatMap(({ inventory }) => inventory));
  }

  #tell(): void {
    const report = JSON.stringify(this.report());
    if (report === this.#told) return;
    this.#told = report;
    this.#listener();
  }

  *#countStates(): Iterable<{ labels: { state: string }; value: number }> {
    const states = Map.groupBy(this.#parts.values(), (part) => part.describe().state);
    for (const [state, parts] of states) yield { labels: { state }, value: parts.length };
  }
}

function ageOf({ createdAt, uid }: CompletePart): string {
  return `${createdAt} ${uid}`;
}
