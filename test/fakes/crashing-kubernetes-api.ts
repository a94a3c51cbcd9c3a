import type {
  Change,
  Kind,
  Kinds,
  KindWithStatus,
  KubernetesApi,
  ObjectRef,
  Right,
  Selection,
  Stored,
} from '../../jobs/ports/kubernetes-api.ts';
import type { CrashPoints } from './crash-points.ts';

/** An API server as one program sees it, which may end at any of its calls. */
export class CrashingKubernetesApi implements KubernetesApi {
  readonly #api: KubernetesApi;
  readonly #points: CrashPoints;

  constructor(api: KubernetesApi, points: CrashPoints) {
    this.#api = api;
    this.#points = points;
  }

  async get<K extends Kind>(kind: K, ref: ObjectRef): Promise<Stored<Kinds[K]> | undefined> {
    return this.#points.pass(`get ${kind} ${ref.name}`, async () => this.#api.get(kind, ref));
  }

  async list<K extends Kind>(kind: K, selection: Selection): Promise<Stored<Kinds[K]>[]> {
    return this.#points.pass(`list ${kind}`, async () => this.#api.list(kind, selection));
  }

  async create<K extends Kind>(kind: K, object: Kinds[K]): Promise<Stored<Kinds[K]> | undefined> {
    const { name = '' } = object.metadata;
    return this.#points.pass(`create ${kind} ${name}`, async () => this.#api.create(kind, object));
  }

  async update<K extends Kind>(kind: K, object: Stored<Kinds[K]>): Promise<Stored<Kinds[K]> | undefined> {
    const { name } = object.metadata;
    return this.#points.pass(`update ${kind} ${name}`, async () => this.#api.update(kind, object));
  }

  async updateStatus<K extends KindWithStatus>(
    kind: K,
    object: Stored<Kinds[K]>,
  ): Promise<Stored<Kinds[K]> | undefined> {
    const { name } = object.metadata;
    return this.#points.pass(`update status of ${kind} ${name}`, async () =>
      this.#api.updateStatus(kind, object),
    );
  }

  async delete(kind: Kind, ref: ObjectRef & { readonly uid: string }): Promise<void> {
    return this.#points.pass(`delete ${kind} ${ref.name}`, async () => this.#api.delete(kind, ref));
  }

  async serverVersion(): Promise<string> {
    return this.#points.pass('get version', async () => this.#api.serverVersion());
  }

  async hasRight(right: Right): Promise<boolean> {
    return this.#points.pass(`ask to ${right.verb} ${right.resource}`, async () => this.#api.hasRight(right));
  }

  async describeKind(kind: Kind): ReturnType<KubernetesApi['describeKind']> {
    return this.#points.pass(`describe ${kind}`, async () => this.#api.describeKind(kind));
  }

  async *watch<K extends Kind>(
    kind: K,
    selection: Selection,
    signal: AbortSignal,
  ): AsyncGenerator<Change<Stored<Kinds[K]>>> {
    await this.#points.pass(`watch ${kind} ${selection.name ?? ''}`.trim(), async () => undefined);
    for await (const change of this.#api.watch(kind, selection, signal)) {
      await this.#points.assertAlive();
      yield change;
    }
  }
}
