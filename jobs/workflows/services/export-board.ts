import type { ImportedService } from '#validators/imported-service';
import { digestOf } from '../../core/protocol/digest.ts';
import { hasCondition } from '../../core/membership/member-conditions.ts';
import { hasLeft } from '../../core/membership/has-left.ts';
import { compareAge, mergeExports, type ClusterExport } from '../../core/services/merge-exports.ts';
import type { Roster } from '../roster/roster.ts';
import type { StoredExports } from './stored-exports.ts';

/** Services of a set; beyond them the youngest are left out. */
const maxServices = 1000;

/** Characters of a digest that name a service. */
const idLength = 22;

/** The services of the set for one member, by id, in a fixed order. */
export interface ImportList {
  /** By which the list is recognised. */
  readonly digest: string;
  readonly services: ReadonlyMap<string, ImportedService>;
}

/** What is known of members; the roster of the hub. */
type Members = Pick<Roster, 'all' | 'get' | 'isSynced'>;

/** What members export, as far as one hub replica knows, and what the set makes of it. See `keep-exports.ts`. */
export class ExportBoard {
  readonly #members: Members;
  readonly #stored = new Map<string, StoredExports>();
  readonly #listeners = new Set<() => void>();
  /** Of whom the exports count at the moment. */
  #present: ReadonlySet<string> = new Set();
  /** Who shares services, and whose exports are not there. */
  readonly #missing = new Set<string>();
  #merged: readonly ImportedService[] | undefined;
  readonly #lists = new Map<string, ImportList>();
  #isFollowing = false;

  constructor(members: Members) {
    this.#members = members;
  }

  /** Whether what is stored is known, so that a member's exports can be missed. */
  get isFollowing(): boolean {
    return this.#isFollowing && this.#members.isSynced;
  }

  /**
   * Whether it is known what the set has. It is not after what was stored got lost: members that are there and share
   * services will tell anew, and until then nobody is to delete theirs.
   */
  get isSynced(): boolean {
    return this.isFollowing && this.#missing.size === 0;
  }

  /** Told whenever the services of the set are others, or are known again. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  exportsOf(member: string): StoredExports | undefined {
    return this.#stored.get(member);
  }

  /** Takes up what a member exports, or that it is not stored any more. */
  note(member: string, stored: StoredExports | undefined): void {
    const isSame = this.#stored.get(member)?.digest === stored?.digest;
    if (stored === undefined) this.#stored.delete(member);
    else this.#stored.set(member, stored);
    if (!isSame) this.#turn();
  }

  /** Takes up everything that is stored. */
  noteAll(all: ReadonlyMap<string, StoredExports>): void {
    this.#stored.clear();
    for (const [member, stored] of all) this.#stored.set(member, stored);
    this.#isFollowing = true;
    this.#turn();
  }

  /** A member changed: it may be offline now, or back, or share services no more. */
  notePresence(member: string): void {
    const isPresent = this.#isPresent(member);
    const counts = isPresent && this.#stored.has(member);
    const isMissing = isPresent && this.#isMissing(member);
    if (counts !== this.#present.has(member) || isMissing !== this.#missing.has(member)) this.#turn();
  }

  /** The services of the set. Its own addresses a member knows itself. */
  importsFor(member: string): ImportList {
    this.#merged ??= this.#merge();
    // All that export nothing have the same list.
    const key = this.#present.has(member) ? member : '';
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const list = buildList(this.#merged.map((service) => leaveOut(service, member)));
    this.#lists.set(key, list);
    return list;
  }

  #turn(): void {
    this.#present = new Set([...this.#stored.keys()].filter((member) => this.#isPresent(member)));
    this.#missing.clear();
    for (const { metadata } of this.#members.all()) {
      if (this.#isPresent(metadata.name) && this.#isMissing(metadata.name)) this.#missing.add(metadata.name);
    }
    this.#merged = undefined;
    this.#lists.clear();
    for (const listener of this.#listeners) listener();
  }

  /** Services of a member count while it is in the set and not known to be offline. */
  #isPresent(member: string): boolean {
    const { status } = this.#members.get(member) ?? {};
    return status !== undefined && !hasLeft(status) && !hasCondition(status.conditions, 'Online', 'False');
  }

  #isMissing(member: string): boolean {
    const isSharing = hasCondition(this.#members.get(member)?.status?.conditions, 'Services', 'True');
    return isSharing && !this.#stored.has(member);
  }

  #merge(): ImportedService[] {
    const exports = [...this.#stored]
      .filter(([cluster]) => this.#present.has(cluster))
      .flatMap(([cluster, { services }]) => services.map((service): ClusterExport => ({ cluster, service })))
      .toSorted(compareAge);
    const byName = Map.groupBy(exports, ({ service }) => `${service.namespace}/${service.name}`);
    return [...byName.values()].slice(0, maxServices).map(mergeExports);
  }
}

function leaveOut(service: ImportedService, member: string): ImportedService {
  if (!service.clusters.some(({ name }) => name === member)) return service;
  const clusters = service.clusters.map((each) => (each.name === member ? { ...each, slices: [] } : each));
  return { ...service, clusters };
}

function buildList(services: readonly ImportedService[]): ImportList {
  const byId = new Map(
    services.map((service) => [digestOf(JSON.stringify(service)).slice(0, idLength), service]),
  );
  return { digest: digestOf([...byId.keys()].join()), services: byId };
}
