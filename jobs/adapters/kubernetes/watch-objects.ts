import { JoineryError } from '../../errors/joinery-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Change, Kind, Kinds, Selection, Stored } from '../../ports/kubernetes-api.ts';
import type { Logger } from '../../ports/logger.ts';
import { KubernetesUnreachable } from '../../ports/kubernetes-errors.ts';
import type { Random } from '../../ports/random.ts';
import type { KubernetesConnection, KubernetesResponse } from './connection.ts';
import { dropManagedFields } from './drop-managed-fields.ts';
import { buildSelectors, listObjects } from './list-objects.ts';
import { buildPath, resources } from './resources.ts';
import { send } from './send.ts';

/** The API server ends a watch after this; a connection that died unnoticed is found a little later. */
const watchSeconds = 120;
const silenceMs = (watchSeconds + 30) * 1000;

/** Longest wait before a watch starts over, in milliseconds. */
const maxDelayMs = 10_000;

/** A stream that ends sooner without having told anything is no orderly end, in milliseconds. */
const shortestStreamMs = 1000;

/** What to watch, until when. */
export interface WatchOptions<K extends Kind> {
  readonly kind: K;
  readonly selection: Selection;
  readonly signal: AbortSignal;
}

/**
 * Lists, then follows. Whatever breaks the stream (a reset connection, "too old", a proxy's page), it
 * starts over from a new list, so that the consumer's view never freezes. It waits before that, longer
 * each time, until a stream works again; a list that succeeds is no sign of that.
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
      const onProgress = (): void => void (failures = 0);
      yield* followFrom(connection, options, { resourceVersion, clock: ports.clock, onProgress });
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
  { resourceVersion, clock, onProgress }: { resourceVersion: string; clock: Clock; onProgress: () => void },
): AsyncGenerator<Change<Stored<Kinds[K]>>> {
  let from = resourceVersion;
  for (;;) {
    const startedAtMs = clock.now().getTime();
    let isSilent = true;
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
      { signal, silenceMs },
    );
    for await (const line of readLines(body)) {
      const event = parseEvent<Stored<Kinds[K]>>(line);
      from = event.object.metadata.resourceVersion;
      isSilent = false;
      onProgress();
      if (event.type === 'BOOKMARK') continue;
      const object = dropManagedFields(event.object);
      yield { type: event.type === 'DELETED' ? 'deleted' : 'applied', object };
    }
    signal.throwIfAborted();
    if (isSilent && clock.now().getTime() - startedAtMs < shortestStreamMs) {
      throw new KubernetesUnreachable({ action: 'go on watching', found: 'ended the watch at once' });
    }
    onProgress();
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

/** @throws {KubernetesUnreachable} For an error event or no event at all: the stream cannot go on from here. */
function parseEvent<T>(line: string): WatchEvent<T> {
  const event = parseJson(line);
  if (isEvent<T>(event)) return event;
  throw new KubernetesUnreachable({
    action: 'go on watching',
    found: 'sent an error, or something that is no event',
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const eventTypes = new Set<unknown>(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']);

function isEvent<T>(event: unknown): event is WatchEvent<T> {
  return typeof event === 'object' && event !== null && 'type' in event && eventTypes.has(event.type);
}
