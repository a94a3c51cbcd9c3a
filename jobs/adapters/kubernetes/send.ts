import { text } from 'node:stream/consumers';
import {
  KubernetesForbidden,
  KubernetesKindMissing,
  KubernetesRefused,
  KubernetesUnreachable,
} from '../../ports/kubernetes-errors.ts';
import type { KubernetesConnection, KubernetesResponse } from './connection.ts';

/** One request to the API server; `action` completes the sentence "Cannot …". */
export interface KubernetesRequest {
  readonly action: string;
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'delete';
  /** Such as `secrets`, for the message of a missing right. */
  readonly resource: string;
  readonly namespace?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const methods = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
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
  { action, verb, resource, namespace, path, query = {}, body }: KubernetesRequest,
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
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(sent)) }),
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
  const reason = readReason(await text(response.body).catch(() => ''));
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

const noReason = 'without a reason';

/** What etcd says of itself, such as that its disk is full; the API server hands it on, without a reason of its own. */
const etcdWords = /^etcdserver: [a-z: ]{1,80}$/;

/** The `reason` of a `Status` object: one word, such as `Invalid`; its message may quote the object, unless it is etcd's. */
function readReason(body: string): string {
  try {
    const status: unknown = JSON.parse(body);
    if (typeof status !== 'object' || status === null) return noReason;
    if ('message' in status && etcdWords.test(String(status.message))) return `(${String(status.message)})`;
    if ('reason' in status) return String(status.reason);
  } catch {
    // A proxy's page instead of a Status.
  }
  return noReason;
}
