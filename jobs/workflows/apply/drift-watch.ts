import { applySetMarks } from '../../core/applied-set/apply-set.ts';
import type { ObjectKey, StoredManifest } from '../../core/kubernetes/manifest.ts';
import type { Change } from '../../ports/kubernetes-api.ts';
import type { ApplyPorts } from './apply-world.ts';

/** A kind that is watched. */
export type WatchedKind = Pick<ObjectKey, 'apiVersion' | 'kind'>;

/** Watches the objects of all sets, one watch for each kind that is among them. */
export class DriftWatch {
  readonly #ports: Pick<ApplyPorts, 'objects'>;
  readonly #signal: AbortSignal;
  readonly #onChange: (kind: WatchedKind, change: Change<StoredManifest>) => void;
  readonly #watches = new Map<string, AbortController>();
  readonly #broken = Promise.withResolvers<never>();

  constructor(
    ports: Pick<ApplyPorts, 'objects'>,
    signal: AbortSignal,
    onChange: (kind: WatchedKind, change: Change<StoredManifest>) => void,
  ) {
    this.#ports = ports;
    this.#signal = signal;
    this.#onChange = onChange;
  }

  /** Rejects when watching ends by a bug. */
  get broken(): Promise<never> {
    return this.#broken.promise;
  }

  /** Watches exactly these kinds. */
  follow(kinds: Iterable<WatchedKind>): void {
    const wanted = new Map([...kinds].map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind]));
    for (const [name, watch] of this.#watches) {
      if (wanted.has(name)) continue;
      watch.abort();
      this.#watches.delete(name);
    }
    for (const [name, { apiVersion, kind }] of wanted) {
      if (this.#watches.has(name)) continue;
      const end = new AbortController();
      this.#watches.set(name, end);
      this.#watch({ apiVersion, kind }, AbortSignal.any([this.#signal, end.signal])).catch(
        this.#broken.reject,
      );
    }
  }

  async #watch(kind: WatchedKind, signal: AbortSignal): Promise<void> {
    for await (const change of this.#ports.objects.watch({ ...kind, labels: applySetMarks.partOf }, signal))
      this.#onChange(kind, change);
  }
}
