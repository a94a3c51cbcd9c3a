import { isOlder } from '../../core/kubernetes/is-older.ts';
import type { Member } from '../../core/membership/member.ts';
import type { KubernetesApi, Stored } from '../../ports/kubernetes-api.ts';

/** Told by name of every member that changed or went. */
type Listener = (name: string) => void;

/**
 * All members as the last watch event showed them. Good for requests at rest and for judging silence;
 * whoever writes a `Member` does so over the version the API server has.
 */
export class Roster {
  readonly #members = new Map<string, Stored<Member>>();
  readonly #listeners = new Set<Listener>();
  #isSynced = false;

  /** Whether there was a snapshot: before it an absent member says nothing. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  get count(): number {
    return this.#members.size;
  }

  get(name: string): Stored<Member> | undefined {
    return this.#members.get(name);
  }

  all(): readonly Stored<Member>[] {
    return [...this.#members.values()];
  }

  /**
   * Takes up a member that was just read or written, ahead of the watch; or what the watch told, unless that is
   * older.
   */
  note(member: Stored<Member>): void {
    const { name, resourceVersion } = member.metadata;
    const known = this.#members.get(name);
    if (known === undefined || !isOlder(resourceVersion, known.metadata.resourceVersion)) this.#take(member);
  }

  onChange(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** Follows the members for as long as the signal allows. */
  async follow(kubernetes: KubernetesApi, namespace: string, signal: AbortSignal): Promise<void> {
    for await (const change of kubernetes.watch('Member', { namespace }, signal)) {
      if (change.type === 'snapshot') this.#replace(change.objects);
      else if (change.type === 'applied') this.note(change.object);
      else this.#remove(change.object.metadata.name);
    }
  }

  #replace(members: readonly Stored<Member>[]): void {
    const kept = new Set(members.map(({ metadata }) => metadata.name));
    this.#isSynced = true;
    // All of it, older or not: the store may have been restored.
    for (const member of members) this.#take(member);
    for (const name of this.#members.keys()) if (!kept.has(name)) this.#remove(name);
  }

  #take(member: Stored<Member>): void {
    this.#members.set(member.metadata.name, member);
    this.#tell(member.metadata.name);
  }

  #remove(name: string): void {
    this.#members.delete(name);
    this.#tell(name);
  }

  #tell(name: string): void {
    for (const listener of this.#listeners) listener(name);
  }
}
