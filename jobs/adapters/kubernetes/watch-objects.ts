import { JoineryError } from '../../errors/joinery-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StoredMeta } from '../../core/kubernetes/objects.ts';
import type { Change } from '../../ports/kubernetes-api.ts';
import type { Logger } from '../../ports/logger.ts';
import { KubernetesUnreachable } from '../../ports/kubernetes-errors.ts';
import type { Random } from '../../ports/random.ts';
import type { KubernetesConnection, KubernetesResponse } from './connection.ts';
import { buildCollectionRequest, listObjects, takeObject, type Collection } from './list-objects.ts';
import { send } from './send.ts';

/** The API server ends a watch after this; a connection that died unnoticed is found a little later. */
const watchSeconds = 120;
const silenceMs = (watchSeconds + 30) * 1000;

/** Longest wait before a watch starts over, in milliseconds. */
const maxDelayMs = 10_000;

/** A stream that ends sooner without having told anything is no orderly end, in milliseconds. */
const shortestStreamMs = 1000;

/** What to watch, until when. */
export interface WatchOptions {
  readonly kind: string;
  /** Says where the kind is; asked each time the watch starts over. May throw as a list does. */
  readonly locate: () => Collection | Promise<Collection>;
  readonly signal: AbortSignal;
}

/**
 * Lists, then follows. Whatever breaks the stream (a reset connection, "too old", a proxy's page), it
 * starts over from a new list, so that the consumer's view never freezes. It waits before that, longer
 * each time, until a stream works again; a list that succeeds is no sign of that.
 */
export async function* watchObjects<T extends { metadata: StoredMeta }>(
  connection: KubernetesConnection,
  ports: { clock: Clock; random: Random; logger: Logger },
  { kind, locate, signal }: WatchOptions,
): AsyncGenerator<Change<T>> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const collection = await locate();
      const { items, resourceVersion } = await listObjects<T>(connection, collection, signal);
      yield { type: 'snapshot', objects: items };
      const onProgress = (): void => void (failures = 0);
      const start = { resourceVersion, clock: ports.clock, onProgress, signal };
      yield* followFrom<T>(connection, collection, start);
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
async function* followFrom<T extends { metadata: StoredMeta }>(
  connection: KubernetesConnection,
  collection: Collection,
  {
    resourceVersion,
    clock,
    onProgress,
    signal,
  }: { resourceVersion: string; clock: Clock; onProgress: () => void; signal: AbortSignal },
): AsyncGenerator<Change<T>> {
  const request = buildCollectionRequest('watch', collection);
  let from = resourceVersion;
  for (;;) {
    const startedAtMs = clock.now().getTime();
    let isSilent = true;
    const query = {
      ...request.query,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: from,
      timeoutSeconds: String(watchSeconds),
    };
    const { body } = await send(connection, { ...request, query }, { signal, silenceMs });
    for await (const line of readLines(body)) {
      const event = parseEvent<T>(line);
      from = event.object.metadata.resourceVersion;
      isSilent = false;
      onProgress();
      if (event.type === 'BOOKMARK') continue;
      const object = takeObject(collection, event.object);
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
