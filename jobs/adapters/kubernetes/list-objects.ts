import type { StoredMeta } from '../../core/kubernetes/objects.ts';
import type { KubernetesConnection } from './connection.ts';
import { describeRequest } from './describe-request.ts';
import { dropManagedFields } from './drop-managed-fields.ts';
import { readJson } from './read-json.ts';
import { buildPath, type Resource } from './resources.ts';
import { send, type KubernetesRequest } from './send.ts';

/** Which objects of a kind a list or a watch is about. */
export interface Collection {
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  /** A label selector in its text form. */
  readonly labels?: string | undefined;
  /** Whether objects are wanted with who set which of their fields. */
  readonly withManagers?: boolean;
}

/**
 * Lists, with the resource version a watch goes on from.
 *
 * @throws KubernetesUnreachable, KubernetesForbidden, KubernetesKindMissing, KubernetesRefused
 */
export async function listObjects<T extends { metadata: StoredMeta }>(
  connection: KubernetesConnection,
  collection: Collection,
  signal?: AbortSignal,
): Promise<Listing<T>> {
  const request = buildCollectionRequest('list', collection);
  const { body } = await send(connection, request, { signal });
  const { action } = request;
  const list = await readJson<List<T>>(body, { action, signal });
  const items = (list.items ?? []).map((object) => takeObject(collection, object));
  return { items, resourceVersion: list.metadata.resourceVersion };
}

interface Listing<T> {
  readonly items: T[];
  readonly resourceVersion: string;
}

interface List<T> {
  readonly items?: T[];
  readonly metadata: { readonly resourceVersion: string };
}

/** An object as it came, made into what was asked for. */
export function takeObject<T extends { metadata: StoredMeta }>({ withManagers }: Collection, object: T): T {
  return withManagers === true ? object : dropManagedFields(object);
}

/** Builds the request for a collection. A field selector by name needs only the right to that name. */
export function buildCollectionRequest(
  verb: 'list' | 'watch',
  { resource, namespace, name, type, labels }: Collection,
): KubernetesRequest {
  const inNamespace = namespace === undefined ? {} : { namespace };
  const selected = { ...inNamespace, ...(name === undefined ? {} : { name }) };
  const fields = [
    ...(name === undefined ? [] : [`metadata.name=${name}`]),
    ...(type === undefined ? [] : [`type=${type}`]),
  ];
  return {
    ...describeRequest(verb, resource, selected, buildPath(resource, inNamespace)),
    query: {
      ...(fields.length === 0 ? {} : { fieldSelector: fields.join(',') }),
      ...(labels === undefined ? {} : { labelSelector: labels }),
    },
  };
}
