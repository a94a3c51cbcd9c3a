import { text } from 'node:stream/consumers';
import type { KubernetesResponse } from './connection.ts';

/** Why the API server refused. */
export interface RefusalStatus {
  /** One word, such as `Invalid`; or what etcd says of itself. */
  readonly reason: string;
  /** A sentence, which may quote the object. */
  readonly words: string;
  /** Kind of what is not there or in the way, in the plural, such as `namespaces`. */
  readonly kind: string;
  readonly causes: readonly RefusalCause[];
}

/** One of several things that stand in the way. */
export interface RefusalCause {
  /** Such as `FieldManagerConflict`. */
  readonly reason?: string;
  readonly message?: string;
  /** Such as `.spec.replicas`. */
  readonly field?: string;
}

const noReason = 'without a reason';

/** What etcd says of itself, such as that its disk is full; the API server hands it on, without a reason of its own. */
const etcdWords = /^etcdserver: [a-z: ]{1,80}$/;

/** Reads the `Status` object of a refusal; anything else, such as a proxy's page, has no reason. */
export async function readStatus(body: KubernetesResponse['body']): Promise<RefusalStatus> {
  const status = parseStatus(await text(body).catch(() => ''));
  const { message: words = '', reason = noReason, details } = status;
  return {
    reason: etcdWords.test(words) ? `(${words})` : reason,
    words,
    kind: details?.kind ?? '',
    causes: details?.causes ?? [],
  };
}

/** `Status` of `v1`, as far as it is read. */
interface Status {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly kind?: string; readonly causes?: readonly RefusalCause[] };
}

function parseStatus(body: string): Status {
  try {
    const status: unknown = JSON.parse(body);
    return typeof status === 'object' && status !== null ? status : {};
  } catch {
    return {};
  }
}
