import { isDeepStrictEqual } from 'node:util';
import type { PrimaryConfig } from '#validators/primary-config';
import type { Part } from '#validators/part';
import type { Distribution } from '../../core/distribution/distribution.ts';
import { judgeWithdrawal } from '../../core/distribution/judge-withdrawal.ts';
import { readRecipient, type Recipient } from '../../core/distribution/recipient.ts';
import type { RenderFinding } from '../../core/distribution/render-finding.ts';
import type { ResolvedSources } from '../../core/distribution/resolve-sources.ts';
import { rolloutRevisionOf } from '../../core/distribution/rollout-revision.ts';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import type { Member } from '../../core/membership/member.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { deriveMemberKey } from '../../core/sealing/member-key.ts';
import { objectId } from '../../core/sealing/object-id.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { ListedObject, PartList, PartSource } from '../deliver/part-source.ts';
import type { DistributionView } from './distribution-view.ts';
import type { LedgerBoard } from './ledger-board.ts';
import { ShelvedDistribution } from './shelved-distribution.ts';

/** What stands for a member's id where a revision is made: no id is like it. */
const revisionKeyId = 'revision';

/** Told the names of the members whose list may be another now. */
type Listener = (members: ReadonlySet<string>) => void;

/**
 * What distributions want of every member, ready to be told. Filled by `keepShelf`; whoever asks is answered from
 * memory.
 */
export class Shelf implements PartSource, DistributionView {
  readonly #config: Pick<PrimaryConfig, 'name'>;
  readonly #identity: () => Pick<HubIdentity, 'tokenSeed'>;
  readonly #board: LedgerBoard;
  readonly #distributions = new Map<string, Stored<Distribution>>();
  readonly #shelved = new Map<string, ShelvedDistribution>();
  readonly #recipients = new Map<string, Recipient>();
  readonly #lists = new Map<string, PartList & { readonly known: string }>();
  readonly #listeners = new Set<Listener>();
  #isFilled = false;

  /** @param facts.board Nothing is given to members before it is written there. */
  constructor(facts: {
    readonly config: Pick<PrimaryConfig, 'name'>;
    readonly identity: () => Pick<HubIdentity, 'tokenSeed'>;
    readonly board: LedgerBoard;
  }) {
    this.#config = facts.config;
    this.#identity = facts.identity;
    this.#board = facts.board;
    this.#board.onChange(() => {
      this.#tell(this.#recipients.keys());
    });
  }

  /** Whether everything was looked at once: all members, all distributions, and what these take. */
  get isFilled(): boolean {
    return this.#isFilled;
  }

  /** Before that, what is not on it says nothing. */
  get isSynced(): boolean {
    return this.#isFilled && this.#board.isSynced;
  }

  distributions(): ReadonlyMap<string, Stored<Distribution>> {
    return this.#distributions;
  }

  partsFor({ metadata: { name } }: Stored<Member>, knownUids: readonly string[]): PartList {
    const known = knownUids.join(' ');
    const before = this.#lists.get(name);
    if (before?.known === known) return before;
    const list = [...this.#listWanted(name), ...this.#listWithdrawn(name, knownUids)].toSorted(byAge);
    const made = { known, list, digest: digestOf(list.map(describePart).join('\n')) };
    this.#lists.set(name, made);
    return made;
  }

  find({ metadata: { name } }: Stored<Member>, ids: readonly string[]): ReadonlyMap<string, ListedObject> {
    const wanted = new Set(ids);
    const found = new Map<string, ListedObject>();
    for (const shelved of this.#shelved.values()) {
      const recipient = shelved.placed.get(name);
      const listed = this.#isWritten(shelved) ? (shelved.tell(name)?.objects ?? []) : [];
      if (recipient === undefined || !listed.some((id) => wanted.has(id))) continue;
      const objects = shelved.objectsFor(recipient);
      for (const [index, id] of listed.entries()) {
        const object = objects[index];
        if (object !== undefined && wanted.has(id)) found.set(id, object);
      }
    }
    return found;
  }

  rolloutRevision(uid: string): string {
    return this.#shelved.get(uid)?.revision ?? '';
  }

  placed(uid: string): ReadonlyMap<string, string> {
    const shelved = this.#shelved.get(uid);
    const placed = [...(shelved?.placed ?? [])];
    return new Map(placed.map(([name, recipient]) => [name, shelved?.render(recipient).part.revision ?? '']));
  }

  findings(uid: string): ReadonlyMap<string, readonly RenderFinding[]> {
    const shelved = this.#shelved.get(uid);
    if (shelved === undefined) return new Map();
    if (shelved.findings.length > 0) return new Map([['*', shelved.findings]]);
    return new Map(
      [...shelved.placed].flatMap(([name, recipient]) => {
        const { findings } = shelved.render(recipient);
        return findings.length === 0 ? [] : [[name, findings]];
      }),
    );
  }

  onChange(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** From now on it can be asked. */
  noteFilled(): void {
    this.#isFilled = true;
    this.#tell(this.#recipients.keys());
  }

  /** Takes up a Distribution as it is now. @returns Whether its sources have to be resolved anew. */
  noteDistribution(distribution: Stored<Distribution>): boolean {
    const { uid } = distribution.metadata;
    const before = this.#distributions.get(uid);
    this.#distributions.set(uid, distribution);
    const isOther = before === undefined || !isDeepStrictEqual(wishesOf(before), wishesOf(distribution));
    if (!isOther) this.#shelved.get(uid)?.note(distribution);
    if (before === undefined) this.#tell([]);
    return isOther;
  }

  /** A Distribution is gone. What members do with what they have of it, the ledger decides. */
  dropDistribution(uid: string): void {
    const placed = this.#shelved.get(uid)?.placed.keys() ?? [];
    this.#distributions.delete(uid);
    this.#shelved.delete(uid);
    this.#tell(placed);
  }

  /** Puts a Distribution with what its sources are now onto the shelf. */
  shelve(distribution: Stored<Distribution>, sources: ResolvedSources): void {
    const { uid } = distribution.metadata;
    const key = deriveMemberKey(this.#identity(), revisionKeyId);
    const contents = sources.copies.map((copy) => objectId(key, copy));
    const revision = rolloutRevisionOf(distribution, contents);
    const before = this.#shelved.get(uid);
    if (before?.revision === revision && isDeepStrictEqual(before.sources.findings, sources.findings)) {
      before.note(distribution);
      this.#tell(before.placed.keys());
      return;
    }
    const shelved = new ShelvedDistribution(distribution, sources, revision);
    for (const recipient of this.#recipients.values()) shelved.place(recipient);
    this.#shelved.set(uid, shelved);
    this.#tell([...(before?.placed.keys() ?? []), ...shelved.placed.keys()]);
  }

  /** Whether a Distribution was put onto the shelf once. */
  has(uid: string): boolean {
    return this.#shelved.has(uid);
  }

  /** Takes up a member as it is now; without it, it is gone. */
  noteMember(name: string, member: Stored<Member> | undefined): void {
    const read = member === undefined ? undefined : readRecipient(member, this.#config.name);
    const before = this.#recipients.get(name);
    if (read === undefined) {
      if (!this.#recipients.delete(name)) return;
      for (const shelved of this.#shelved.values()) shelved.forget(name);
      this.#lists.delete(name);
      return;
    }
    const { id, labels } = read;
    if (before?.id === id && isDeepStrictEqual(before.labels, labels)) return;
    const key = before?.id === id ? before.key : deriveMemberKey(this.#identity(), id);
    const recipient = { ...read, key };
    this.#recipients.set(name, recipient);
    for (const shelved of this.#shelved.values()) shelved.place(recipient);
    this.#tell([name]);
  }

  #listWanted(name: string): Part[] {
    return [...this.#shelved.values()]
      .filter((shelved) => this.#isWritten(shelved))
      .flatMap((shelved) => shelved.tell(name) ?? []);
  }

  /** One that is there and not on the shelf yet says nothing: nobody knows for whom it is. */
  #listWithdrawn(name: string, knownUids: readonly string[]): Part[] {
    const strangers = knownUids.filter((uid) => {
      const isUnknown = this.#distributions.has(uid) && !this.#shelved.has(uid);
      return !isUnknown && this.#shelved.get(uid)?.placed.has(name) !== true;
    });
    return judgeWithdrawal(strangers, {
      distributions: this.#distributions,
      placed: new Set(),
      ledger: this.#board.ledger,
    });
  }

  #isWritten({ distribution }: ShelvedDistribution): boolean {
    return this.#board.ledger.has(distribution.metadata.uid);
  }

  #tell(members: Iterable<string>): void {
    const names = new Set(members);
    for (const name of names) this.#lists.delete(name);
    for (const listener of this.#listeners) listener(names);
  }
}

/** What members notice of a Distribution. Its status, but for the rollout, is what they made of it. */
function wishesOf({ metadata, status }: Stored<Distribution>): unknown {
  return [metadata.generation, metadata.annotations ?? {}, status?.rollout];
}

function byAge(one: Part, other: Part): number {
  const [a, b] = [`${one.createdAt ?? ''} ${one.uid}`, `${other.createdAt ?? ''} ${other.uid}`];
  return a < b ? -1 : 1;
}

/** All else about a part follows from its revision. */
function describePart({ uid, revision, withdrawn, allowPrune }: Part): string {
  return [uid, withdrawn === true ? 'withdrawn' : (revision ?? 'open'), allowPrune ?? ''].join(' ');
}
