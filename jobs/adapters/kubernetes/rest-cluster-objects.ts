import type { Manifest, ObjectKey, StoredManifest } from '../../core/kubernetes/manifest.ts';
import type {
  ApplyOptions,
  ClusterObjects,
  ManifestSelection,
  Marks,
  ServedKind,
} from '../../ports/cluster-objects.ts';
import { groupOf } from '../../core/kubernetes/object-key.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Change } from '../../ports/kubernetes-api.ts';
import { KubernetesKindMissing } from '../../ports/kubernetes-errors.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Random } from '../../ports/random.ts';
import { askForRight } from './ask-for-right.ts';
import type { KubernetesConnection } from './connection.ts';
import { describeRequest } from './describe-request.ts';
import { Discovery } from './discovery.ts';
import { listObjects, type Collection } from './list-objects.ts';
import { readJson } from './read-json.ts';
import { readStatus } from './read-status.ts';
import { buildPath } from './resources.ts';
import { send, type KubernetesRequest } from './send.ts';
import { refusals, translateRefusal } from './translate-refusal.ts';
import { watchObjects } from './watch-objects.ts';

/** Who this is to the API server, where several manage one object. */
const fieldManager = 'joinery';

/** Objects of any kind over plain REST and JSON. What is served, and where, is discovered. */
export class RestClusterObjects implements ClusterObjects {
  readonly #connection: KubernetesConnection;
  readonly #ports: { clock: Clock; random: Random; logger: Logger };
  readonly #discovery: Discovery;

  constructor(connection: KubernetesConnection, ports: { clock: Clock; random: Random; logger: Logger }) {
    this.#connection = connection;
    this.#ports = ports;
    this.#discovery = new Discovery(connection);
  }

  async describe(apiVersion: string, kind: string, signal?: AbortSignal): Promise<ServedKind | undefined> {
    return this.#discovery.find(apiVersion, kind, signal);
  }

  async get(key: ObjectKey, signal?: AbortSignal): Promise<StoredManifest | undefined> {
    const request = await this.#describeRequest('get', key, signal);
    const { status, body } = await send(this.#connection, request, { signal, expected: [404] });
    if (status < 400) return readJson<StoredManifest>(body, { action: request.action, signal });
    body.resume();
    return undefined;
  }

  async list(selection: ManifestSelection, signal?: AbortSignal): Promise<StoredManifest[]> {
    const collection = await this.#locate(selection, signal);
    const { items } = await listObjects<StoredManifest>(this.#connection, collection, signal);
    return items.map((item) => withType(item, selection));
  }

  async apply(
    manifest: Manifest,
    { force, dryRun = false, subresource }: ApplyOptions,
    signal?: AbortSignal,
  ): Promise<StoredManifest> {
    const { apiVersion, kind, metadata } = manifest;
    const described = await this.#describeRequest(
      'patch',
      { apiVersion, kind, ...metadata },
      signal,
      'apply',
    );
    const request = {
      ...(subresource === undefined ? described : narrow(described, subresource)),
      query: { fieldManager, force: String(force), ...(dryRun ? { dryRun: 'All' } : {}) },
      body: manifest,
      // JSON is YAML.
      contentType: 'application/apply-patch+yaml',
    };
    return this.#sendPatch(request, apiVersion, signal);
  }

  async delete(key: ObjectKey, { uid }: { uid: string }, signal?: AbortSignal): Promise<void> {
    // Some kinds would otherwise leave behind what they made.
    const body = { preconditions: { uid }, propagationPolicy: 'Background' };
    const request = { ...(await this.#describeRequest('delete', key, signal)), body };
    const { body: answer } = await send(this.#connection, request, { signal, expected: [404, 409] });
    answer.resume();
  }

  async unmark(key: ObjectKey, { uid, labels, annotations }: Marks, signal?: AbortSignal): Promise<void> {
    const request = {
      ...(await this.#describeRequest('patch', key, signal)),
      query: { fieldManager },
      body: { metadata: { uid, labels: without(labels), annotations: without(annotations) } },
      contentType: 'application/merge-patch+json',
    };
    // 409 and 422: it has another uid.
    const { body } = await send(this.#connection, request, { signal, expected: [404, 409, 422] });
    body.resume();
  }

  watch(selection: ManifestSelection, signal: AbortSignal): AsyncIterable<Change<StoredManifest>> {
    const { kind } = selection;
    const locate = async (): Promise<Collection> => this.#locate(selection, signal);
    return withTypes(
      watchObjects<StoredManifest>(this.#connection, this.#ports, { kind, locate, signal }),
      selection,
    );
  }

  async #sendPatch(
    request: KubernetesRequest,
    apiVersion: string,
    signal: AbortSignal | undefined,
  ): Promise<StoredManifest> {
    const { status, body } = await send(this.#connection, request, { signal, expected: refusals });
    if (status < 400) return readJson<StoredManifest>(body, { action: request.action, signal });
    const refusal = await readStatus(body);
    const missingVerb = status === 403 ? await this.#findMissingVerb(request, apiVersion, signal) : undefined;
    const found = { status, refusal, ...(missingVerb === undefined ? {} : { missingVerb }) };
    if (status === 404) this.#discovery.forget(apiVersion);
    throw translateRefusal(request, found);
  }

  /** Applying takes two rights: one that is there already is patched, another is created. */
  async #findMissingVerb(
    { resource, namespace }: KubernetesRequest,
    apiVersion: string,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    const [plural = '', subresource] = resource.split('/');
    const where = {
      group: groupOf(apiVersion),
      resource: plural,
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === undefined ? {} : { namespace }),
    };
    const verbs = subresource === undefined ? (['patch', 'create'] as const) : (['patch'] as const);
    for (const verb of verbs) {
      if (!(await askForRight(this.#connection, { verb, ...where }, signal))) return verb;
    }
    return undefined;
  }

  async #describeRequest(
    verb: KubernetesRequest['verb'],
    { apiVersion, kind, namespace, name }: ObjectKey,
    signal: AbortSignal | undefined,
    word: string = verb,
  ): Promise<KubernetesRequest> {
    const { resource } = await this.#locate({ apiVersion, kind }, signal);
    const ref = { name, ...(namespace === undefined ? {} : { namespace }) };
    const request = describeRequest(verb, resource, ref, buildPath(resource, ref));
    return { ...request, action: request.action.replace(verb, word) };
  }

  /** @throws {KubernetesKindMissing} When the kind is not served. */
  async #locate(selection: ManifestSelection, signal: AbortSignal | undefined): Promise<Collection> {
    const { apiVersion, kind } = selection;
    const resource = await this.#discovery.find(apiVersion, kind, signal);
    if (resource === undefined)
      throw new KubernetesKindMissing({ action: `find ${kind}`, resource: `${kind} of ${apiVersion}` });
    const { namespace, name, labels } = selection;
    return { resource, namespace, name, labels, withManagers: true };
  }
}

/** A merge patch that takes these keys off a map. */
function without(keys: readonly string[]): object {
  return Object.fromEntries(keys.map((key) => [key, null]));
}

/** The same request on a part of the object that has rights of its own. */
function narrow(request: KubernetesRequest, subresource: string): KubernetesRequest {
  const { path, resource } = request;
  return { ...request, path: `${path}/${subresource}`, resource: `${resource}/${subresource}` };
}

/** In a list, objects of built-in kinds do not say what they are. */
function withType<T extends StoredManifest>(object: T, { apiVersion, kind }: ManifestSelection): T {
  return { ...object, apiVersion, kind };
}

async function* withTypes(
  changes: AsyncIterable<Change<StoredManifest>>,
  selection: ManifestSelection,
): AsyncGenerator<Change<StoredManifest>> {
  for await (const change of changes) {
    if (change.type === 'snapshot')
      yield { type: 'snapshot', objects: change.objects.map((object) => withType(object, selection)) };
    else yield change;
  }
}
