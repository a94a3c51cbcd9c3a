import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { resources } from '../../jobs/adapters/kubernetes/resources.ts';
import type { Distribution } from '../../jobs/core/distribution/distribution.ts';
import { memberFields } from '../../jobs/core/membership/member.ts';
import type {
  Change,
  DeletionRef,
  Kind,
  Kinds,
  KindWithStatus,
  KubernetesApi,
  ObjectRef,
  Right,
  Selection,
  Stored,
} from '../../jobs/ports/kubernetes-api.ts';
import {
  KubernetesForbidden,
  KubernetesKindMissing,
  KubernetesUnreachable,
} from '../../jobs/ports/kubernetes-errors.ts';

type AnyStored = Stored<Kinds[Kind]>;

interface Watcher {
  readonly kind: Kind;
  readonly selection: Selection;
  readonly push: (change: Change<AnyStored>) => void;
}

/**
 * An API server in memory, as strict as the real one where the programs lean on it: resource versions,
 * uids, the status subresource, selectors, namespaces that must exist. The contract suite runs against
 * both.
 */
export class FakeKubernetesApi implements KubernetesApi {
  readonly #objects = new Map<string, AnyStored>();
  readonly #watchers = new Set<Watcher>();
  readonly #meanwhile = new Map<string, () => Promise<void>>();
  readonly #name: string;
  #version = 0;
  /** Set to make every call fail as an API server that is away. */
  isAway = false;
  /** Verbs and kinds that are forbidden, such as `create Secret`. */
  readonly forbidden = new Set<string>();
  /** Kinds the API server does not serve. */
  readonly missingKinds = new Set<Kind>();
  /** Fields that its kinds have. */
  fields: Record<'spec' | 'status', readonly string[]> = {
    spec: Object.keys(memberFields.spec),
    status: Object.keys(memberFields.status),
  };
  /** Called before each write; may throw, to end a run between two writes. */
  beforeWrite: (verb: string, kind: Kind, name: string) => void = () => undefined;
  /** Every write that was made, such as `create Secret mc-identity`. */
  readonly writes: string[] = [];

  constructor(name: string, namespaces: readonly string[]) {
    this.#name = name;
    for (const namespace of ['kube-system', ...namespaces]) {
      this.#store('Namespace', { metadata: { name: namespace } }, {});
    }
  }

  async get<K extends Kind>(kind: K, ref: ObjectRef): Promise<Stored<Kinds[K]> | undefined> {
    this.#admit('get', kind, ref.namespace);
    const found = structuredClone(this.#objects.get(keyOf(kind, ref))) as Stored<Kinds[K]> | undefined;
    const meanwhile = this.#meanwhile.get(ref.name);
    this.#meanwhile.delete(ref.name);
    await meanwhile?.();
    return found;
  }

  async list<K extends Kind>(kind: K, selection: Selection): Promise<Stored<Kinds[K]>[]> {
    this.#admit('list', kind, selection.namespace);
    this.#assertKind('list', kind);
    return this.#select(kind, selection) as Stored<Kinds[K]>[];
  }

  async create<K extends Kind>(kind: K, object: Kinds[K]): Promise<Stored<Kinds[K]> | undefined> {
    const { namespace, name = '' } = object.metadata;
    this.#admit('create', kind, namespace);
    this.#assertKind('create', kind);
    if (namespace !== undefined && !this.#objects.has(keyOf('Namespace', { name: namespace }))) {
      throw new KubernetesKindMissing({ action: `create ${kind} "${name}"`, resource: kind });
    }
    if (this.#objects.has(keyOf(kind, object.metadata))) return undefined;
    this.#note('create', kind, name);
    return this.#store(kind, hasStatus(kind) ? withStatus(object, undefined) : object, {}) as Stored<
      Kinds[K]
    >;
  }

  async update<K extends Kind>(kind: K, object: Stored<Kinds[K]>): Promise<Stored<Kinds[K]> | undefined> {
    const before = this.#admitUpdate(kind, object);
    if (before === undefined) return undefined;
    const after = hasStatus(kind) ? withStatus(object, (before as WithStatus).status) : object;
    return this.#store(kind, after, before.metadata) as Stored<Kinds[K]>;
  }

  async updateStatus<K extends KindWithStatus>(
    kind: K,
    object: Stored<Kinds[K]>,
  ): Promise<Stored<Kinds[K]> | undefined> {
    const before = this.#admitUpdate(kind, object);
    if (before === undefined) return undefined;
    const { status = (before as WithStatus).status } = object;
    return this.#store(kind, withStatus(before, status), before.metadata) as Stored<Kinds[K]>;
  }

  async delete(kind: Kind, ref: DeletionRef): Promise<void> {
    this.#admit('delete', kind, ref.namespace);
    const found = this.#objects.get(keyOf(kind, ref));
    if (found === undefined || found.metadata.uid !== ref.uid) return;
    if ((ref.resourceVersion ?? found.metadata.resourceVersion) !== found.metadata.resourceVersion) return;
    this.#note('delete', kind, ref.name);
    this.#objects.delete(keyOf(kind, ref));
    this.#publish(kind, 'deleted', found);
  }

  async serverVersion(): Promise<string> {
    this.#admit('get', 'Namespace', undefined);
    return 'v1.34.0-fake';
  }

  async hasRight({ verb, resource }: Right): Promise<boolean> {
    const kind =
      Object.keys(resources).find((name) => resources[name as Kind].plural === resource) ?? resource;
    return !this.forbidden.has(`${verb} ${kind}`);
  }

  async describeKind(kind: Kind): Promise<Record<'spec' | 'status', readonly string[]> | undefined> {
    return this.missingKinds.has(kind) ? undefined : this.fields;
  }

  async *watch<K extends Kind>(
    kind: K,
    selection: Selection,
    signal: AbortSignal,
  ): AsyncGenerator<Change<Stored<Kinds[K]>>> {
    const changes: Change<AnyStored>[] = [{ type: 'snapshot', objects: this.#select(kind, selection) }];
    let more = Promise.withResolvers<void>();
    const watcher: Watcher = {
      kind,
      selection,
      // A change arrives after whoever made it has gone on, as over a network.
      push: (change) =>
        void setImmediate(() => {
          changes.push(change);
          more.resolve();
        }),
    };
    this.#watchers.add(watcher);
    signal.addEventListener('abort', () => more.resolve());
    while (!signal.aborted) {
      const change = changes.shift();
      if (change !== undefined) yield structuredClone(change) as Change<Stored<Kinds[K]>>;
      else {
        more = Promise.withResolvers<void>();
        await more.promise;
      }
    }
    this.#watchers.delete(watcher);
  }

  /** Lets somebody else act between the next read of a name and what follows from it. */
  afterNextRead(name: string, act: () => Promise<void>): void {
    this.#meanwhile.set(name, act);
  }

  /** Makes every call fail as an API server that is away. */
  goAway(): void {
    this.isAway = true;
  }

  /** Ends whatever {@link goAway} and {@link failWritesBy} began. */
  recover(): void {
    this.isAway = false;
    this.beforeWrite = () => undefined;
  }

  /** Makes every write from now on end in this error. */
  failWritesBy(error: Error): void {
    this.beforeWrite = () => {
      throw error;
    };
  }

  /** Ends the run at its write number `count`, counted from 0, as a killed process ends; later writes pass. */
  killAtWrite(count: number): void {
    let left = count;
    this.beforeWrite = () => {
      left -= 1;
      if (left === -1) throw new Killed();
    };
  }

  /** Everything stored, for a search through all that was written. */
  dump(): string {
    return JSON.stringify([...this.#objects.values()]);
  }

  #admit(
    verb: 'get' | 'list' | 'create' | 'update' | 'delete',
    kind: Kind,
    namespace: string | undefined,
  ): void {
    const action = `${verb} ${kind}`;
    if (this.isAway) throw new KubernetesUnreachable({ action, found: 'does not answer (fake)' });
    if (!this.forbidden.has(`${verb} ${kind}`)) return;
    throw new KubernetesForbidden({
      action,
      verb,
      resource: kind,
      ...(namespace === undefined ? {} : { namespace }),
    });
  }

  /** One write is about to be made. */
  #note(verb: string, kind: Kind, name: string): void {
    this.beforeWrite(verb, kind, name);
    this.writes.push(`${verb} ${kind} ${name}`);
  }

  #assertKind(verb: string, kind: Kind): void {
    if (this.missingKinds.has(kind))
      throw new KubernetesKindMissing({ action: `${verb} ${kind}`, resource: kind });
  }

  #admitUpdate(kind: Kind, object: AnyStored): AnyStored | undefined {
    const { name, namespace } = object.metadata;
    this.#admit('update', kind, namespace);
    const before = this.#objects.get(keyOf(kind, object.metadata));
    if (before?.metadata.resourceVersion !== object.metadata.resourceVersion) return undefined;
    this.#note('update', kind, name);
    return before;
  }

  #store(kind: Kind, object: Kinds[Kind], before: { uid?: string; creationTimestamp?: string }): AnyStored {
    const { name = '' } = object.metadata;
    const sent = JSON.parse(JSON.stringify(object)) as AnyStored;
    const found = this.#objects.get(keyOf(kind, object.metadata));
    if (found !== undefined && isDeepStrictEqual(found, sent)) return sent;
    this.#version += 1;
    const uid = before.uid ?? uuidOf(`${this.#name}/${this.#version}`);
    const stored = {
      ...sent,
      metadata: {
        ...sent.metadata,
        ...this.#judgeGeneration(kind, sent, found),
        name,
        uid,
        resourceVersion: String(this.#version),
      },
    } as AnyStored;
    this.#objects.set(keyOf(kind, object.metadata), stored);
    this.#publish(kind, 'applied', stored);
    return structuredClone(stored);
  }

  /** Counts up with each change of the spec. */
  #judgeGeneration(kind: Kind, sent: AnyStored, found: AnyStored | undefined): { generation?: number } {
    if (kind !== 'Distribution') return {};
    const [after, before] = [sent, found] as (Stored<Distribution> | undefined)[];
    const isSame = isDeepStrictEqual(after?.spec, before?.spec);
    return { generation: (before?.metadata.generation ?? 0) + (isSame ? 0 : 1) };
  }

  #select(kind: Kind, selection: Selection): AnyStored[] {
    return [...this.#objects]
      .filter(([key, object]) => key.startsWith(`${kind}/`) && isSelected(selection, object))
      .map(([, object]) => structuredClone(object));
  }

  #publish(kind: Kind, type: 'applied' | 'deleted', object: AnyStored): void {
    for (const watcher of this.#watchers) {
      if (watcher.kind === kind && isSelected(watcher.selection, object)) watcher.push({ type, object });
    }
  }
}

/** What {@link FakeKubernetesApi.killAtWrite} ends a run with: no error of ours, so that nobody acts on it. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

type WithStatus = Kinds[KindWithStatus];

const kindsWithStatus: ReadonlySet<Kind> = new Set<KindWithStatus>(['Member', 'Distribution']);

function hasStatus(kind: Kind): kind is KindWithStatus {
  return kindsWithStatus.has(kind);
}

function withStatus(object: Kinds[Kind], status: WithStatus['status']): Kinds[Kind] {
  const { status: _, ...rest } = object as WithStatus;
  return { ...rest, ...(status === undefined ? {} : { status }) };
}

function uuidOf(text: string): string {
  const digits = createHash('md5').update(text).digest('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function keyOf(kind: Kind, { namespace = '', name = '' }: Partial<ObjectRef>): string {
  return `${kind}/${namespace}/${name}`;
}

function isSelected({ namespace, name, type }: Selection, object: AnyStored): boolean {
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
  if (name !== undefined && object.metadata.name !== name) return false;
  return type === undefined || ('type' in object && object.type === type);
}
