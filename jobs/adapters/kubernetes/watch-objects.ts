import { JoineryError } from '../../errors/joinery-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Change, Kind, Kinds, Selection, Stored } from '../../ports/kubernetes-api.ts';
import type { Logger } from '../../ports/logger.ts';
import { KubernetesUnreachable } from '../../ports/kubernetes-errors.ts';
import type { Random } from '../../ports/random.ts';
import type { KubernetesConnection } from './connection.ts';
import { buildSelectors, listObjects } from './list-objects.ts';
import { buildPath, resources } from './resources.ts';
import { send, type KubernetesResponse } from './send.ts';

/** The API server ends a watch after this; a connection that died unnoticed is found a little later. */
const watchSeconds = 120;
const silenceMs = (watchSeconds + 30) * 1000;

/** Longest wait before a watch starts over, in milliseconds. */
const maxDelayMs = 10_000;

/** What to watch, until when. */
export interface WatchOptions<K extends Kind> {
  readonly kind: K;
  readonly selection: Selection;
  readonly signal: AbortSignal;
}

/**
 * Lists, then follows. Whatever ends the stream (time, a reset connection, "too old"), it starts over
 * from a new list, with full jitter after failures, so that the consumer's view never freezes.
 */
export async function* watchObjects<K extends Kind>(
  connection: KubernetesConnection,
  ports: { clock: Clock; random: Random; logger: Logger },
  options: WatchOptions<K>,
): AsyncGenerator<Change<Stored<Kinds[K]>>> {
  const { kind, selection, signal } = options;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { items, resourceVersion } = await listObjects(connection, kind, selection, signal);
      yield { type: 'snapshot', objects: items };
      failures = 0;
      yield* followFrom(connection, options, resourceVersion);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof JoineryError)) throw error;
      failures += 1;
      ports.logger.warn('Watch interrupted', { kind, failures, err: error });
      const delayMs = Math.min(maxDelayMs, 500 * 2 ** Math.min(failures, 10)) * ports.random.fraction();
      await ports.clock.sleep(delayMs, signal).catch(() => undefined);
    }
  }
}

/** Follows one stream after the other for as long as each ends in an orderly way. */
async function* followFrom<K extends Kind>(
  connection: KubernetesConnection,
  { kind, selection, signal }: WatchOptions<K>,
  resourceVersion: string,
): AsyncGenerator<Change<Stored<Kinds[K]>>> {
  let from = resourceVersion;
  for (;;) {
    const { namespace } = selection;
    const { body } = await send(
      connection,
      {
        action: `watch ${kind}`,
        verb: 'watch',
        resource: resources[kind].plural,
        path: buildPath(kind, namespace === undefined ? {} : { namespace }),
        query: {
          ...buildSelectors(selection),
          watch: 'true',
          allowWatchBookmarks: 'true',
          resourceVersion: from,
          timeoutSeconds: String(watchSeconds),
        },
        ...(namespace === undefined ? {} : { namespace }),
      },
      { signal, bodyTimeoutMs: silenceMs },
    );
    for await (const line of readLines(body)) {
      const event = parseEvent<Stored<Kinds[K]>>(line);
      if (event === undefined) return;
      from = event.object.metadata.resourceVersion;
      if (event.type === 'BOOKMARK') continue;
      yield { type: event.type === 'DELETED' ? 'deleted' : 'applied', object: event.object };
    }
    signal.throwIfAborted();
  }
}

/** Lines of a stream; a line may come in several chunks. */
async function* readLines(body: KubernetesResponse['body']): AsyncGenerator<string> {
  let rest = '';
  body.setEncoding('utf8');
  try {
    for await (const chunk of body) {
      const lines = `${rest}${String(chunk)}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
    throw new KubernetesUnreachable({ action: 'go on watching', found: `broke off (${code})` });
  }
}

interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: T;
}

/** `undefined` for an error event: the stream cannot go on from here, so a new list is needed. */
function parseEvent<T>(line: string): WatchEvent<T> | undefined {
  try {
    const event = JSON.parse(line) as { type: string; object: T };
    return event.type === 'ERROR' ? undefined : (event as WatchEvent<T>);
  } catch {
    return undefined;
  }
}
