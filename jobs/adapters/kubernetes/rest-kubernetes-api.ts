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
} from '../../ports/kubernetes-api.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Random } from '../../ports/random.ts';
import type { KubernetesConnection } from './connection.ts';
import { askForRight } from './ask-for-right.ts';
import { describeKind } from './describe-kind.ts';
import { describeRequest } from './describe-request.ts';
import { listObjects } from './list-objects.ts';
import { readJson } from './read-json.ts';
import { buildPath, resourceOf } from './resources.ts';
import { send, type KubernetesRequest } from './send.ts';
import { watchObjects } from './watch-objects.ts';

/**
 * The API server over plain REST and JSON. Plain on purpose: objects stay the plain objects they are on
 * the wire, and a program stays small (docs/adr/0002-plain-rest-client.md).
 */
export class RestKubernetesApi implements KubernetesApi {
  readonly #connection: KubernetesConnection;
  readonly #ports: { clock: Clock; random: Random; logger: Logger };

  constructor(connection: KubernetesConnection, ports: { clock: Clock; random: Random; logger: Logger }) {
    this.#connection = connection;
    this.#ports = ports;
  }

  async get<K extends Kind>(
    kind: K,
    ref: ObjectRef,
    signal?: AbortSignal,
  ): Promise<Stored<Kinds[K]> | undefined> {
    const request = describeRequest('get', resourceOf(kind), ref, buildPath(resourceOf(kind), ref));
    return this.#sendForObject(request, { signal, absent: [404] });
  }

  async list<K extends Kind>(
    kind: K,
    selection: Selection,
    signal?: AbortSignal,
  ): Promise<Stored<Kinds[K]>[]> {
    const collection = { resource: resourceOf(kind), ...selection };
    const { items } = await listObjects<Stored<Kinds[K]>>(this.#connection, collection, signal);
    return items;
  }

  async create<K extends Kind>(
    kind: K,
    object: Kinds[K],
    signal?: AbortSignal,
  ): Promise<Stored<Kinds[K]> | undefined> {
    const { namespace, name = '' } = object.metadata;
    const target = { name, ...(namespace === undefined ? {} : { namespace }) };
    const path = buildPath(resourceOf(kind), namespace === undefined ? {} : { namespace });
    const request = {
      ...describeRequest('create', resourceOf(kind), target, path),
      body: { ...object, ...typeOf(kind) },
    };
    return this.#sendForObject(request, { signal, absent: [409] });
  }

  async update<K extends Kind>(
    kind: K,
    object: Stored<Kinds[K]>,
    signal?: AbortSignal,
  ): Promise<Stored<Kinds[K]> | undefined> {
    return this.#put(kind, object, '', signal);
  }

  async updateStatus<K extends KindWithStatus>(
    kind: K,
    object: Stored<Kinds[K]>,
    signal?: AbortSignal,
  ): Promise<Stored<Kinds[K]> | undefined> {
    return this.#put(kind, object, '/status', signal);
  }

  async delete(kind: Kind, ref: DeletionRef, signal?: AbortSignal): Promise<void> {
    const { uid, resourceVersion } = ref;
    const body = { preconditions: { uid, resourceVersion } };
    const request = {
      ...describeRequest('delete', resourceOf(kind), ref, buildPath(resourceOf(kind), ref)),
      body,
    };
    const { body: answer } = await send(this.#connection, request, { signal, expected: [404, 409] });
    answer.resume();
  }

  async serverVersion(signal?: AbortSignal): Promise<string> {
    const request: KubernetesRequest = {
      action: 'read the version of the API server',
      verb: 'get',
      resource: 'the path /version',
      path: '/version',
    };
    const { body } = await send(this.#connection, request, { signal });
    const { action } = request;
    const { gitVersion = 'unknown' } = await readJson<{ gitVersion?: string }>(body, { action, signal });
    return gitVersion;
  }

  async hasRight(right: Right, signal?: AbortSignal): Promise<boolean> {
    return askForRight(this.#connection, right, signal);
  }

  async describeKind(
    kind: Kind,
    signal?: AbortSignal,
  ): Promise<Readonly<Record<'spec' | 'status', readonly string[]>> | undefined> {
    return describeKind(this.#connection, kind, signal);
  }

  watch<K extends Kind>(
    kind: K,
    selection: Selection,
    signal: AbortSignal,
  ): AsyncIterable<Change<Stored<Kinds[K]>>> {
    const locate = () => ({ resource: resourceOf(kind), ...selection });
    return watchObjects(this.#connection, this.#ports, { kind, locate, signal });
  }

  async #put<K extends Kind>(
    kind: K,
    object: Stored<Kinds[K]>,
    subresource: string,
    signal: AbortSignal | undefined,
  ): Promise<Stored<Kinds[K]> | undefined> {
    const { namespace, name } = object.metadata;
    const ref = { name, ...(namespace === undefined ? {} : { namespace }) };
    const request = {
      ...describeRequest(
        'update',
        resourceOf(kind),
        ref,
        `${buildPath(resourceOf(kind), ref)}${subresource}`,
      ),
      body: { ...object, ...typeOf(kind) },
    };
    return this.#sendForObject(request, { signal, absent: [404, 409] });
  }

  async #sendForObject<K extends Kind>(
    request: KubernetesRequest,
    options: { signal: AbortSignal | undefined; absent: readonly number[] },
  ): Promise<Stored<Kinds[K]> | undefined> {
    const { status, body } = await send(this.#connection, request, { ...options, expected: options.absent });
    const { action } = request;
    if (status < 400) return readJson<Stored<Kinds[K]>>(body, { action, signal: options.signal });
    body.resume();
    return undefined;
  }
}

function typeOf(kind: Kind): { apiVersion: string; kind: Kind } {
  return { apiVersion: resourceOf(kind).apiVersion, kind };
}
