import type { ServedKind } from '../../ports/cluster-objects.ts';
import type { KubernetesConnection } from './connection.ts';
import { readJson } from './read-json.ts';
import { send } from './send.ts';

/** Part of an `APIResourceList`; the names of subresources have a slash. */
interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

/** What the API server serves, as it tells everybody. Remembered by group and version. */
export class Discovery {
  readonly #connection: KubernetesConnection;
  readonly #known = new Map<string, readonly ServedKind[]>();

  constructor(connection: KubernetesConnection) {
    this.#connection = connection;
  }

  /** `undefined` for a kind that is not served; such a one is looked up anew each time. */
  async find(
    apiVersion: string,
    kind: string,
    signal: AbortSignal | undefined,
  ): Promise<ServedKind | undefined> {
    const isSought = (served: ServedKind): boolean => served.kind === kind;
    const known = this.#known.get(apiVersion)?.find(isSought);
    if (known !== undefined) return known;
    const kinds = await this.#read(apiVersion, signal);
    this.#known.set(apiVersion, kinds);
    return kinds.find(isSought);
  }

  /** Looks up the kinds of a group and version anew when they are next asked for. */
  forget(apiVersion: string): void {
    this.#known.delete(apiVersion);
  }

  async #read(apiVersion: string, signal: AbortSignal | undefined): Promise<ServedKind[]> {
    const action = `find out what ${apiVersion} has`;
    const path = `/${apiVersion.includes('/') ? 'apis' : 'api'}/${encodeApiVersion(apiVersion)}`;
    const request = { action, verb: 'get', resource: `the path ${path}`, path } as const;
    const { status, body } = await send(this.#connection, request, { signal, expected: [404] });
    if (status === 404) {
      body.resume();
      return [];
    }
    const { resources = [] } = await readJson<ResourceList>(body, { action, signal });
    return resources
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced, verbs }) => ({
        apiVersion,
        kind,
        plural: name,
        isNamespaced: namespaced,
        verbs,
      }));
  }
}

/** It comes from a manifest, and must not lead to another path. */
function encodeApiVersion(apiVersion: string): string {
  return apiVersion.split('/').map(encodeURIComponent).join('/');
}
