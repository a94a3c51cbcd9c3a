import {
  KubernetesForbidden,
  KubernetesKindMissing,
  KubernetesRefused,
  KubernetesUnreachable,
} from '../../ports/kubernetes-errors.ts';
import type { KubernetesConnection, KubernetesResponse } from './connection.ts';
import { readStatus } from './read-status.ts';

/** One request to the API server; `action` completes the sentence "Cannot …". */
export interface KubernetesRequest {
  readonly action: string;
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';
  /** Such as `secrets`, for the message of a missing right. */
  readonly resource: string;
  readonly namespace?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Of the body; JSON when left out. */
  readonly contentType?: string;
}

const methods = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
} as const;

/**
 * Sends one request and translates every failure at once; nothing of the response but its reason ever
 * reaches an error, since bodies carry Secrets.
 *
 * @param expected Statuses at or above 400 that the caller handles itself.
 * @throws {KubernetesUnreachable} {@link KubernetesForbidden} {@link KubernetesKindMissing} {@link KubernetesRefused}
 */
export async function send(
  connection: KubernetesConnection,
  {
    action,
    verb,
    resource,
    namespace,
    path,
    query = {},
    body,
    contentType = 'application/json',
  }: KubernetesRequest,
  options: { signal?: AbortSignal | undefined; expected?: readonly number[]; silenceMs?: number } = {},
): Promise<KubernetesResponse> {
  const search = new URLSearchParams(query).toString();
  const authorization = await connection.authorization();
  const { signal, silenceMs, expected = [] } = options;
  const url = `${connection.server}${path}${search === '' ? '' : `?${search}`}`;
  const sent = body === undefined ? '' : JSON.stringify(body);
  const headers = {
    accept: 'application/json',
    'user-agent': 'joinery',
    ...(authorization === undefined ? {} : { authorization }),
    ...(body === undefined
      ? {}
      : { 'content-type': contentType, 'content-length': String(Buffer.byteLength(sent)) }),
  };
  const response = await connection
    .exchange(url, { method: methods[verb], headers, body: sent, signal, silenceMs })
    .catch((error: unknown) => {
      signal?.throwIfAborted();
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
      throw new KubernetesUnreachable({ action, found: `does not answer (${code})` });
    });
  const { status } = response;
  if (status < 400 || expected.includes(status)) return response;
  const { reason } = await readStatus(response.body);
  if (status === 401 || status === 403) {
    throw new KubernetesForbidden({
      action,
      verb,
      resource,
      ...(namespace === undefined ? {} : { namespace }),
      ...(connection.user === undefined ? {} : { user: connection.user }),
    });
  }
  if (status === 404) throw new KubernetesKindMissing({ action, resource });
  if (status === 429 || status >= 500)
    throw new KubernetesUnreachable({ action, found: `answered ${status} ${reason}` });
  throw new KubernetesRefused({ action, status, reason });
}
