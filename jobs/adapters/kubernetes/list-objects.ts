import type { Kind, Kinds, Selection, Stored } from '../../ports/kubernetes-api.ts';
import type { KubernetesConnection } from './connection.ts';
import { describeRequest } from './describe-request.ts';
import { dropManagedFields } from './drop-managed-fields.ts';
import { readJson } from './read-json.ts';
import { buildPath } from './resources.ts';
import { send } from './send.ts';

/**
 * Lists, with the resource version a watch goes on from.
 *
 * @throws KubernetesUnreachable, KubernetesForbidden, KubernetesRefused
 */
export async function listObjects<K extends Kind>(
  connection: KubernetesConnection,
  kind: K,
  selection: Selection,
  signal?: AbortSignal,
): Promise<{ items: Stored<Kinds[K]>[]; resourceVersion: string }> {
  const { namespace } = selection;
  const path = buildPath(kind, namespace === undefined ? {} : { namespace });
  const request = { ...describeRequest('list', kind, selection, path), query: buildSelectors(selection) };
  const { body } = await send(connection, request, { signal });
  const { action } = request;
  const list = await readJson<List<Stored<Kinds[K]>>>(body, { action, signal });
  return { items: (list.items ?? []).map(dropManagedFields), resourceVersion: list.metadata.resourceVersion };
}

interface List<T> {
  readonly items?: T[];
  readonly metadata: { readonly resourceVersion: string };
}

/** Field selectors; one by name needs only the right to that name. */
export function buildSelectors({ name, type }: Selection): Record<string, string> {
  const selectors = [
    ...(name === undefined ? [] : [`metadata.name=${name}`]),
    ...(type === undefined ? [] : [`type=${type}`]),
  ];
  return selectors.length === 0 ? {} : { fieldSelector: selectors.join(',') };
}
