import type { Kind } from '../../ports/kubernetes-api.ts';
import type { KubernetesConnection } from './connection.ts';
import { readJson } from './read-json.ts';
import { resources } from './resources.ts';
import { send } from './send.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly kind: string }[];
}

/**
 * Reads what fields a kind has from what the API server publishes to everybody, so that it takes no right
 * to CustomResourceDefinitions.
 *
 * @throws KubernetesUnreachable, KubernetesForbidden, KubernetesRefused
 */
export async function describeKind(
  connection: KubernetesConnection,
  kind: Kind,
  signal: AbortSignal | undefined,
): Promise<Record<'spec' | 'status', readonly string[]> | undefined> {
  const { apiVersion, plural: resource } = resources[kind];
  const path = `/openapi/v3/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}`;
  const request = { action: `read the schema of ${resource}`, verb: 'get', resource, path } as const;
  const { status, body } = await send(connection, request, { signal, expected: [404] });
  if (status === 404) {
    body.resume();
    return undefined;
  }
  const { action } = request;
  const document = await readJson<{ components?: { schemas?: Record<string, Schema> } }>(body, {
    action,
    signal,
  });
  const schema = Object.values(document.components?.schemas ?? {}).find(
    (candidate) =>
      candidate['x-kubernetes-group-version-kind']?.some((known) => known.kind === kind) === true,
  );
  return schema && { spec: fieldsOf(schema, 'spec'), status: fieldsOf(schema, 'status') };
}

function fieldsOf(schema: Schema, part: 'spec' | 'status'): string[] {
  return Object.keys(schema.properties?.[part]?.properties ?? {});
}
