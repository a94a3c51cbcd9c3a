import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Manifest, ObjectKey, StoredManifest } from '../../jobs/core/kubernetes/manifest.ts';
import { describeKey, keyOf, keyText } from '../../jobs/core/kubernetes/object-key.ts';
import type {
  ApplyOptions,
  ClusterObjects,
  ManifestSelection,
  Marks,
  ServedKind,
} from '../../jobs/ports/cluster-objects.ts';
import type { Change } from '../../jobs/ports/kubernetes-api.ts';
import {
  FieldConflict,
  KubernetesForbidden,
  KubernetesKindMissing,
  KubernetesRefused,
  KubernetesUnreachable,
} from '../../jobs/ports/kubernetes-errors.ts';
import {
  buildObject,
  FieldOwners,
  findChanged,
  readLeaves,
  renderPath,
  type Leaves,
} from './field-owners.ts';
import { isSelectedByLabels } from './label-selector.ts';
import { PushedChanges } from './pushed-changes.ts';
import { servedKinds } from './served-kinds.ts';

interface Entry {
  readonly key: ObjectKey;
  readonly uid: string;
  version: number;
  leaves: Leaves;
  owners: FieldOwners;
}

/**
 * Objects of any kind on an API server in memory: with field managers and their conflicts, dry runs, namespaces
 * that must exist or are ending, kinds that come and go, label selectors and watches. A list has one owner as a
 * whole, which on the real one depends on the kind.
 */
export class FakeClusterObjects implements ClusterObjects {
  readonly #entries = new Map<string, Entry>();
  readonly #watches = new PushedChanges<StoredManifest>();
  readonly #kinds = new Map(servedKinds.map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind]));
  readonly #name: string;
  #version = 0;
  /** Set to make every call fail as an API server that is away. */
  isAway = false;
  /** Verbs and kinds that are forbidden, such as `patch ConfigMap`. */
  readonly forbidden = new Set<string>();
  /** Namespaces that are being deleted: nothing new goes in. */
  readonly ending = new Set<string>();
  /** Admission of what is to be applied; throws to refuse. */
  admit: (manifest: Manifest) => void = () => undefined;
  /** Called before each write; may throw, to end a run between two writes. */
  beforeWrite: (verb: string, kind: string, name: string) => void = () => undefined;
  /** Every write that was made, such as `apply ConfigMap colours`. What changes nothing is none. */
  readonly writes: string[] = [];
  /** Every request to apply, written or not. */
  readonly applied: string[] = [];

  constructor(name: string, namespaces: readonly string[]) {
    this.#name = name;
    for (const namespace of ['kube-system', 'default', ...namespaces]) {
      this.edit({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, 'test');
    }
  }

  /** Serves a kind from now on. */
  serve(kind: ServedKind): void {
    this.#kinds.set(`${kind.apiVersion}/${kind.kind}`, kind);
  }

  /** Serves a kind no more. */
  unserve(apiVersion: string, kind: string): void {
    this.#kinds.delete(`${apiVersion}/${kind}`);
  }

  async describe(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    this.#assertThere('describe');
    return this.#kinds.get(`${apiVersion}/${kind}`);
  }

  async get(key: ObjectKey): Promise<StoredManifest | undefined> {
    this.#allow('get', key);
    const entry = this.#entries.get(keyText(key));
    return entry && this.#render(entry);
  }

  async list(selection: ManifestSelection): Promise<StoredManifest[]> {
    this.#allow('list', { ...selection, name: '' });
    return this.#select(selection);
  }

  async apply(
    manifest: Manifest,
    { force, dryRun = false, subresource }: ApplyOptions,
  ): Promise<StoredManifest> {
    const key = keyOf(manifest);
    this.#allow('patch', key, 'apply');
    this.applied.push(`${key.kind} ${key.name}`);
    this.#assertNamespace(key);
    this.#assertValid(manifest);
    this.admit(structuredClone(manifest));
    const entry = this.#entries.get(keyText(key));
    const { status, ...rest } = manifest;
    if (subresource !== undefined && entry === undefined)
      throw new KubernetesKindMissing({
        action: describe('apply', key),
        resource: `${key.kind}/${subresource}`,
      });
    if (entry === undefined) this.#allow('create', key, 'apply');
    const applier = subresource === undefined ? fieldManager : statusManager;
    const wanted = readLeaves(subresource === undefined ? rest : { status });
    const next = this.#merge(entry ?? this.#newEntry(key), wanted, { force, key, applier });
    if (dryRun) return this.#render(next);
    if (entry !== undefined && isUnchanged(entry, next)) return this.#render(entry);
    this.#note('apply', key);
    return this.#store(next);
  }

  async delete(key: ObjectKey, { uid }: { uid: string }): Promise<void> {
    this.#allow('delete', key);
    if (this.#entries.get(keyText(key))?.uid !== uid) return;
    this.#note('delete', key);
    this.remove(key);
  }

  async unmark(key: ObjectKey, { uid, labels, annotations }: Marks): Promise<void> {
    this.#allow('patch', key);
    const entry = this.#entries.get(keyText(key));
    if (entry?.uid !== uid) return;
    this.#note('unmark', key);
    const gone = [
      ...labels.map((label) => JSON.stringify(['metadata', 'labels', label])),
      ...annotations.map((annotation) => JSON.stringify(['metadata', 'annotations', annotation])),
    ];
    const leaves = new Map([...entry.leaves].filter(([path]) => !gone.includes(path)));
    const owners = entry.owners.copy();
    owners.drop(gone);
    this.#store({ ...entry, leaves, owners });
  }

  watch(selection: ManifestSelection, signal: AbortSignal): AsyncIterable<Change<StoredManifest>> {
    const isServed = this.#kinds.has(`${selection.apiVersion}/${selection.kind}`);
    return this.#watches.follow(
      isServed ? this.#select(selection) : [],
      (object) => isSelected(selection, object),
      signal,
    );
  }

  /** Somebody else writes: the values given, as theirs. */
  edit(manifest: Manifest, manager: string): StoredManifest {
    const key = keyOf(manifest);
    const entry = this.#entries.get(keyText(key)) ?? this.#newEntry(key);
    const wanted = readLeaves(manifest);
    const owners = entry.owners.copy();
    owners.take(manager, findChanged(entry.leaves, wanted));
    return this.#store({ ...entry, leaves: new Map([...entry.leaves, ...wanted]), owners });
  }

  /** Somebody else deletes; a namespace takes with it what is in it. */
  remove(key: ObjectKey): void {
    const entry = this.#entries.get(keyText(key));
    if (entry === undefined) return;
    this.#entries.delete(keyText(key));
    this.#watches.push({ type: 'deleted', object: this.#render(entry) });
    if (key.kind !== 'Namespace') return;
    for (const inside of this.#entries.values())
      if (inside.key.namespace === key.name) this.remove(inside.key);
  }

  /** Everything stored, as texts such as `ConfigMap shop/colours`. */
  names(kind?: string): string[] {
    return [...this.#entries.values()]
      .filter(({ key }) => kind === undefined || key.kind === kind)
      .map(({ key }) => describeKey(key))
      .toSorted();
  }

  #merge(
    entry: Entry,
    wanted: Leaves,
    { force, key, applier }: { force: boolean; key: ObjectKey; applier: string },
  ): Entry {
    const changed = findChanged(entry.leaves, wanted);
    const contested = changed.filter((path) => entry.owners.othersOf(path, applier).length > 0);
    if (contested.length > 0 && !force) {
      const managers = [...new Set(contested.flatMap((path) => entry.owners.othersOf(path, applier)))];
      throw new FieldConflict({
        action: describe('apply', key),
        managers,
        fields: contested.map(renderPath),
      });
    }
    const owners = entry.owners.copy();
    const gone = owners.abandoned(applier, wanted);
    owners.give(applier, wanted.keys(), contested);
    const kept = [...entry.leaves].filter(([path]) => !gone.includes(path));
    return { ...entry, leaves: new Map([...kept, ...wanted]), owners };
  }

  #newEntry(key: ObjectKey): Entry {
    const uid = createHash('md5')
      .update(`${this.#name}/${keyText(key)}/${this.#version}`)
      .digest('hex');
    return { key, uid, version: 0, leaves: new Map(), owners: new FieldOwners() };
  }

  #store(entry: Entry): StoredManifest {
    this.#version += 1;
    const stored = { ...entry, version: this.#version };
    this.#entries.set(keyText(entry.key), stored);
    const object = this.#render(stored);
    this.#watches.push({ type: 'applied', object });
    return structuredClone(object);
  }

  #render({ key, uid, version, leaves, owners }: Entry): StoredManifest {
    const { apiVersion, kind, ...named } = key;
    const { metadata = {}, ...rest } = buildObject(leaves) as { metadata?: object };
    const managedFields = owners.render(apiVersion, fieldManager);
    const added = { ...named, uid, resourceVersion: String(version), managedFields };
    return { apiVersion, kind, ...rest, metadata: { ...metadata, ...added } };
  }

  #select(selection: ManifestSelection): StoredManifest[] {
    return [...this.#entries.values()]
      .map((entry) => this.#render(entry))
      .filter((object) => isSelected(selection, object));
  }

  #assertThere(action: string): void {
    if (this.isAway) throw new KubernetesUnreachable({ action, found: 'does not answer (fake)' });
  }

  #allow(verb: string, key: ObjectKey, word: string = verb): void {
    const action = describe(word, key);
    this.#assertThere(action);
    const served = this.#kinds.get(`${key.apiVersion}/${key.kind}`);
    if (served === undefined) throw new KubernetesKindMissing({ action, resource: key.kind });
    if (this.forbidden.has(`${verb} ${key.kind}`))
      throw new KubernetesForbidden({ action, verb, resource: served.plural });
  }

  #assertNamespace(key: ObjectKey): void {
    const { namespace } = key;
    if (namespace === undefined) return;
    const action = describe('apply', key);
    if (!this.#entries.has(keyText({ apiVersion: 'v1', kind: 'Namespace', name: namespace })))
      throw new KubernetesRefused({ action, status: 404, reason: 'NamespaceMissing' });
    if (this.ending.has(namespace) && !this.#entries.has(keyText(key)))
      throw new KubernetesRefused({ action, status: 403, reason: 'NamespaceTerminating' });
  }

  #assertValid({ kind, metadata, ...rest }: Manifest): void {
    if (kind !== 'ConfigMap') return;
    const values = Object.values((rest['data'] ?? {}) as Record<string, unknown>);
    if (values.every((value) => typeof value === 'string')) return;
    const action = `apply ${kind} "${metadata.name}"`;
    throw new KubernetesRefused({ action, status: 422, reason: 'Invalid', words: 'data: expected string' });
  }

  #note(verb: string, { kind, name }: ObjectKey): void {
    this.beforeWrite(verb, kind, name);
    this.writes.push(`${verb} ${kind} ${name}`);
  }
}

const fieldManager = 'joinery';

/** The same manager is another one for the status. */
const statusManager = 'joinery (status)';

function describe(verb: string, { kind, namespace, name }: ObjectKey): string {
  return `${verb} ${kind} "${name}"${namespace === undefined ? '' : ` in namespace "${namespace}"`}`;
}

function isUnchanged(before: Entry, after: Entry): boolean {
  return (
    isDeepStrictEqual(before.leaves, after.leaves) &&
    isDeepStrictEqual(before.owners.render('', ''), after.owners.render('', ''))
  );
}

function isSelected(
  { apiVersion, kind, namespace, name, labels }: ManifestSelection,
  object: StoredManifest,
): boolean {
  if (object.apiVersion !== apiVersion || object.kind !== kind) return false;
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
  if (name !== undefined && object.metadata.name !== name) return false;
  return labels === undefined || isSelectedByLabels(labels, object.metadata.labels ?? {});
}
