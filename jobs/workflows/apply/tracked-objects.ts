import { isDeepStrictEqual } from 'node:util';
import type { ObjectFinding } from '../../core/applied-set/finding.ts';
import type { CompletePart, Holding } from '../../core/applied-set/holding.ts';
import { groupByRank } from '../../core/applied-set/kind-order.ts';
import type { StoredManifest } from '../../core/kubernetes/manifest.ts';
import { describeKey, keyText } from '../../core/kubernetes/object-key.ts';
import { recordEvent } from '../events/record-event.ts';
import { applyObject, type ApplyResult, type Repair } from './apply-object.ts';
import type { ApplyWorld } from './apply-world.ts';
import { listWanted } from './list-wanted.ts';
import { mapLimited } from './map-limited.ts';
import { TrackedObject } from './tracked-object.ts';

/** So many objects of one part are applied at a time. */
const atOnce = 8;

/** The objects of one part: applies those that are due, and notices when one is not as it was applied. */
export class TrackedObjects {
  readonly #world: ApplyWorld;
  readonly #setId: string;
  #part: CompletePart | undefined;
  #objects: ReadonlyMap<string, TrackedObject> = new Map();
  /** Those that may have been there before the part was taken up. */
  #known: ReadonlySet<string> = new Set();
  #repairs = 0;

  constructor(world: ApplyWorld, setId: string) {
    this.#world = world;
    this.#setId = setId;
  }

  /** Tracks the objects of a holding. What is as it was, under the same settings, needs not be applied again if it was. */
  track({ part, bodies }: Holding, known: ReadonlySet<string>): void {
    const isSame = isDeepStrictEqual(settingsOf(part), settingsOf(this.#part));
    const tracked = listWanted(part, bodies).map((wanted) => {
      const key = keyText(wanted.key);
      const before = this.#objects.get(key);
      const isKept = isSame && before?.wanted.id === wanted.id && before.isSettled;
      return [key, isKept ? before : new TrackedObject(wanted, part.ignore, before)] as const;
    });
    this.#objects = new Map(tracked);
    this.#part = part;
    this.#known = known;
  }

  get keys(): Iterable<string> {
    return this.#objects.keys();
  }

  has(key: string): boolean {
    return this.#objects.has(key);
  }

  /** How often something was put right. */
  get repairs(): number {
    return this.#repairs;
  }

  /** How many are as they are wanted. */
  get applied(): number {
    return [...this.#objects.values()].filter(({ isSettled, finding }) => isSettled && finding === undefined)
      .length;
  }

  get isSettled(): boolean {
    return this.applied === this.#objects.size;
  }

  get findings(): ObjectFinding[] {
    return [...this.#objects.values()].flatMap(({ finding, wanted }) =>
      finding === undefined ? [] : [{ ...finding, key: wanted.key }],
    );
  }

  /** Whether one of them is to be called failed. */
  get isFailed(): boolean {
    return [...this.#objects.values()].some((object) => object.isFailed);
  }

  /** When the next is due, in Unix milliseconds. */
  get dueAtMs(): number | undefined {
    const due = [...this.#objects.values()].flatMap(({ dueAtMs }) => dueAtMs ?? []);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** An object changed, or is gone. @returns Whether there is something to do. */
  see(key: string, object: StoredManifest | undefined): boolean {
    return this.#objects.get(key)?.see(object, this.#nowMs()) ?? false;
  }

  /** Looks anew at these objects. @returns Whether one of them is here. */
  hurry(keys: Iterable<string>): boolean {
    const objects = [...keys].flatMap((key) => this.#objects.get(key) ?? []);
    for (const object of objects) object.hurry();
    return objects.length > 0;
  }

  /** Applies what is due, in the order of kinds. */
  async applyDue(signal: AbortSignal): Promise<void> {
    const part = this.#part;
    if (part === undefined) return;
    const due = [...this.#objects.values()].filter((object) => object.isDue(this.#nowMs()));
    for (const group of groupByRank(due, ({ wanted }) => wanted.key.kind)) {
      await mapLimited(group, atOnce, async (object) => this.#apply(object, part, signal));
    }
  }

  async #apply(object: TrackedObject, part: CompletePart, signal: AbortSignal): Promise<void> {
    const { wanted, fields } = object;
    object.begin();
    const isKnown = fields !== undefined || this.#known.has(keyText(wanted.key));
    const result = await applyObject(
      this.#world,
      { part, setId: this.#setId, wanted, isKnown, fields },
      signal,
    );
    object.end(result, this.#nowMs());
    if (result.type === 'applied' && result.repaired !== undefined)
      await this.#tell(object, result, result.repaired);
  }

  /** Says what was put right, and who had changed it. */
  async #tell(
    { wanted: { key } }: TrackedObject,
    { uid }: Extract<ApplyResult, { type: 'applied' }>,
    { fields, managers }: Repair,
  ): Promise<void> {
    this.#repairs += 1;
    const { ports } = this.#world;
    const { apiVersion, kind, name, namespace = 'default' } = key;
    const who = managers.length === 0 ? 'somebody' : managers.slice(0, 5).join(', ');
    const what = fields.length === 0 ? 'deleted it' : `changed ${fields.slice(0, 10).join(', ')}`;
    const message = `Put back as distribution ${this.#part?.name ?? ''} has it: ${who} ${what}.`;
    ports.metrics.count('joinery_agent_repairs_total', {});
    ports.logger.info('Object put right', { object: describeKey(key), managers: who, fields: fields.length });
    const subject = { apiVersion, kind, namespace, name, uid };
    await recordEvent(ports, subject, { type: 'Warning', reason: 'DriftRepaired', message });
  }

  #nowMs(): number {
    return this.#world.ports.clock.now().getTime();
  }
}

/** What else than its content decides how an object is applied. */
function settingsOf(part: CompletePart | undefined): object | undefined {
  if (part === undefined) return undefined;
  const { conflict, createNamespaces, ignore } = part;
  return { conflict, createNamespaces, ignore };
}
