import type { Part } from '#validators/part';
import type { Manifest } from '../../jobs/core/kubernetes/manifest.ts';
import type { Member } from '../../jobs/core/membership/member.ts';
import { digestOf } from '../../jobs/core/protocol/digest.ts';
import type { Stored } from '../../jobs/ports/kubernetes-api.ts';
import type { ListedObject, PartList, PartSource } from '../../jobs/workflows/deliver/part-source.ts';

/** What a test wants of a member by one distribution. */
interface Wish {
  readonly name: string;
  readonly objects: ReadonlyMap<string, ListedObject>;
}

/** Parts as a test wants them. A distribution that a member has and nobody wants of it is withdrawn. */
export class FakePartSource implements PartSource {
  readonly #wishes = new Map<string, Map<string, Wish>>();
  readonly #listeners = new Set<(members: ReadonlySet<string>) => void>();
  isSynced = true;

  /** Wants these objects of a member. @returns Their ids. */
  want(
    member: string,
    { uid, isConfidential = false }: { uid: string; isConfidential?: boolean },
    manifests: readonly Manifest[],
  ): string[] {
    const objects = new Map(
      manifests.map((manifest) => [
        digestOf(JSON.stringify([member, manifest])),
        { manifest, isConfidential },
      ]),
    );
    this.#wishesOf(member).set(uid, { name: `distribution-${uid.slice(0, 4)}`, objects });
    this.tell();
    return [...objects.keys()];
  }

  /** Wants nothing of a distribution any more. */
  withdraw(member: string, uid: string): void {
    this.#wishesOf(member).delete(uid);
    this.tell();
  }

  /** Says that something may have changed for every member. */
  tell(): void {
    for (const listener of this.#listeners) listener(new Set(this.#wishes.keys()));
  }

  partsFor({ metadata: { name } }: Stored<Member>, knownUids: readonly string[]): PartList {
    const wishes = this.#wishesOf(name);
    const wanted = [...wishes].map(([uid, wish]) => buildPart(uid, wish));
    const withdrawn = knownUids
      .filter((uid) => !wishes.has(uid))
      .map((uid) => ({ uid, name: 'gone', withdrawn: true }));
    const list = [...wanted, ...withdrawn];
    return { digest: digestOf(JSON.stringify(list)), list };
  }

  find({ metadata: { name } }: Stored<Member>, ids: readonly string[]): ReadonlyMap<string, ListedObject> {
    const listed = new Map([...this.#wishesOf(name).values()].flatMap(({ objects }) => [...objects]));
    return new Map([...listed].filter(([id]) => ids.includes(id)));
  }

  onChange(listener: (members: ReadonlySet<string>) => void): void {
    this.#listeners.add(listener);
  }

  #wishesOf(member: string): Map<string, Wish> {
    const wishes = this.#wishes.get(member) ?? new Map<string, Wish>();
    this.#wishes.set(member, wishes);
    return wishes;
  }
}

function buildPart(uid: string, { name, objects }: Wish): Part {
  const ids = [...objects.keys()];
  return {
    uid,
    name,
    createdAt: '2026-11-20T12:00:00Z',
    revision: digestOf(JSON.stringify(ids)),
    complete: true,
    conflict: 'Fail',
    deletion: 'Delete',
    createNamespaces: true,
    ignore: [],
    dryRun: false,
    allowPrune: '',
    objects: ids,
  };
}
