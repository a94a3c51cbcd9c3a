import type { StoredManifest } from '../../core/kubernetes/manifest.ts';
import type { SourceTarget } from '../../core/distribution/locate-source.ts';
import type { SourceView } from '../../core/distribution/resolve-sources.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ClusterObjects } from '../../ports/cluster-objects.ts';
import type { Change } from '../../ports/kubernetes-api.ts';
import { KubernetesKindMissing, KubernetesUnreachable } from '../../ports/kubernetes-errors.ts';
import type { Logger } from '../../ports/logger.ts';

/** So often everything is listed anew, in milliseconds: whatever a watch may have missed lasts no longer. */
const listAgainMs = 600_000;

/** Wait after a list that failed, in milliseconds. */
const retryMs = 10_000;

/**
 * What is gone counts as gone only when nothing more has gone for this long, in milliseconds. So what goes together,
 * such as all of a namespace that is deleted, is one step, and members can judge how much it is.
 */
const settleMs = 5000;

/** What is known of the objects of one target. */
interface Watched {
  readonly target: SourceTarget;
  readonly stop: AbortController;
  /** By name, those that are gone and do not count as gone yet included. */
  readonly objects: Map<string, StoredManifest>;
  readonly gone: Set<string>;
  settling: AbortController;
  view: SourceView;
}

/** One target as text. */
export type TargetKey = string;

/**
 * Follows what distributions take from the primary: each target by one watch, for as long as somebody needs it. One that
 * cannot be read says so and holds up no other.
 */
export class SourceWatches {
  readonly #ports: { readonly objects: ClusterObjects; readonly clock: Clock; readonly logger: Logger };
  readonly #signal: AbortSignal;
  readonly #onChange: (key: TargetKey) => void;
  readonly #watched = new Map<TargetKey, Watched>();
  readonly #broken = Promise.withResolvers<never>();

  /** @param options.onChange Told of every target of which something else is known now. */
  constructor(
    ports: { readonly objects: ClusterObjects; readonly clock: Clock; readonly logger: Logger },
    options: { readonly signal: AbortSignal; readonly onChange: (key: TargetKey) => void },
  ) {
    this.#ports = ports;
    this.#signal = options.signal;
    this.#onChange = options.onChange;
    this.#signal.addEventListener('abort', () => this.#broken.reject(this.#signal.reason as Error));
    // Nobody may be waiting yet.
    this.#broken.promise.catch(() => undefined);
  }

  /** Ends when the signal aborts, or when something goes wrong that should not. */
  async run(): Promise<never> {
    return this.#broken.promise;
  }

  /** What is known of a target; begins to follow it when nobody asked for it before. */
  look(target: SourceTarget): SourceView {
    return (this.#watched.get(keyOfTarget(target)) ?? this.#begin(target)).view;
  }

  /** Ends the watches of all other targets. */
  keepOnly(needed: ReadonlySet<TargetKey>): void {
    for (const [key, { stop }] of this.#watched) {
      if (needed.has(key)) continue;
      this.#watched.delete(key);
      stop.abort(over);
    }
  }

  #begin(target: SourceTarget): Watched {
    const watched: Watched = {
      target,
      stop: new AbortController(),
      objects: new Map(),
      gone: new Set(),
      settling: new AbortController(),
      view: { state: 'Reading' },
    };
    this.#watched.set(keyOfTarget(target), watched);
    const signal = AbortSignal.any([this.#signal, watched.stop.signal]);
    this.#follow(watched, signal).catch((error: unknown) => {
      if (!signal.aborted) this.#broken.reject(error);
    });
    return watched;
  }

  /** A list first: unlike a watch, which tries again by itself, it says what is in the way. */
  async #follow(watched: Watched, signal: AbortSignal): Promise<void> {
    const { objects, clock } = this.#ports;
    while (!signal.aborted) {
      try {
        this.#take(watched, {
          type: 'snapshot',
          objects: await objects.list(watched.target, signal),
        });
      } catch (error) {
        if (!(error instanceof JoineryError)) throw error;
        this.#refuse(watched, error);
        await clock.sleep(retryMs, signal);
        continue;
      }
      await this.#watch(watched, signal);
    }
  }

  async #watch(watched: Watched, signal: AbortSignal): Promise<void> {
    const turn = new AbortController();
    const until = AbortSignal.any([signal, turn.signal]);
    this.#ports.clock.sleep(listAgainMs, until).then(
      () => turn.abort(over),
      () => undefined,
    );
    for await (const change of this.#ports.objects.watch(watched.target, until)) {
      this.#take(watched, change);
    }
  }

  #take(watched: Watched, change: Change<StoredManifest>): void {
    const { objects, gone, view } = watched;
    if (change.type === 'deleted') {
      gone.add(change.object.metadata.name);
      this.#settle(watched);
      return;
    }
    const applied = change.type === 'snapshot' ? change.objects : [change.object];
    let isNews = view.state !== 'Read';
    if (change.type === 'snapshot') for (const name of objects.keys()) gone.add(name);
    for (const object of applied) {
      const { name, resourceVersion } = object.metadata;
      isNews ||= objects.get(name)?.metadata.resourceVersion !== resourceVersion;
      objects.set(name, object);
      gone.delete(name);
    }
    if (change.type === 'snapshot' && gone.size > 0) this.#settle(watched);
    if (isNews) this.#show(watched);
  }

  #settle(watched: Watched): void {
    watched.settling.abort(over);
    watched.settling = new AbortController();
    const signal = AbortSignal.any([this.#signal, watched.stop.signal, watched.settling.signal]);
    this.#ports.clock.sleep(settleMs, signal).then(
      () => this.#bury(watched),
      () => undefined,
    );
  }

  #bury(watched: Watched): void {
    for (const name of watched.gone) watched.objects.delete(name);
    watched.gone.clear();
    this.#show(watched);
  }

  #show(watched: Watched): void {
    watched.view = { state: 'Read', objects: watched.objects };
    this.#onChange(keyOfTarget(watched.target));
  }

  /** An API server that is away takes nothing back of what it said. */
  #refuse(watched: Watched, error: JoineryError): void {
    const { target, view } = watched;
    this.#ports.logger.warn('Source not read', { ...target, err: error });
    if (error instanceof KubernetesUnreachable && view.state === 'Read') return;
    watched.view = { state: 'Refused', ...describeRefusal(error) };
    this.#onChange(keyOfTarget(target));
  }
}

/** The kind is somebody else's, whose CRD no value of ours installs. */
function describeRefusal(error: JoineryError): { found: string; remedy: string } {
  const found = error.message.replace(/^Cannot [^:]*: /, '');
  if (!(error instanceof KubernetesKindMissing)) return { found, remedy: error.remedy };
  return { found, remedy: 'Install the CRD of that kind on the primary, or take the source out.' };
}

/** Why something ends; made once, because an abort without a reason makes an error with a stack each time. */
const over = new Error('It is over');

/** The text by which a target is known. */
export function keyOfTarget({ apiVersion, kind, namespace, name = '' }: SourceTarget): TargetKey {
  return [apiVersion, kind, namespace, name].join(' ');
}
