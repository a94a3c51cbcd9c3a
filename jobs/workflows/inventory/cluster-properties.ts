import {
  inventoryKinds,
  inventoryLabels,
  wellKnownProperties,
} from '../../core/inventory/inventory-names.ts';
import { listShownProperties } from '../../core/inventory/list-shown-properties.ts';
import type { StoredManifest } from '../../core/kubernetes/manifest.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { ServedKind } from '../../ports/cluster-objects.ts';
import { Timetable } from '../timetable.ts';
import { waitForUpstreamKind } from '../upstream-kinds/wait-for-upstream-kind.ts';
import type { InventoryPorts } from './inventory-ports.ts';

/** Wait after a failure, in milliseconds. */
const againMs = 30_000;

/** Label by which ours are told from those that somebody else keeps. */
const managedBy = 'app.kubernetes.io/managed-by';

/** A cluster in a set, by their names. */
export interface ClusterPlace {
  readonly cluster: string;
  readonly clusterSet: string;
}

/**
 * The ClusterProperties of this cluster: keeps the two that KEP-2149 wants of a cluster in a set, and knows those that
 * are shown to the set. One that is there already and is not ours is left alone.
 */
export class ClusterProperties {
  readonly #ports: InventoryPorts;
  readonly #isInstallingCrds: boolean;
  readonly #stored = new Map<string, StoredManifest>();
  readonly #listeners = new Set<() => void>();
  #due: Timetable<'keep'> | undefined;
  #isSynced = false;
  #place: ClusterPlace | undefined;

  /** @param isInstallingCrds Whether the kind may be installed where it is missing. */
  constructor(ports: InventoryPorts, isInstallingCrds: boolean) {
    this.#ports = ports;
    this.#isInstallingCrds = isInstallingCrds;
  }

  /** What is shown to the set, by name; empty until that is known. */
  shown(): Record<string, string> {
    return listShownProperties([...this.#stored.values()]);
  }

  /** Tells of every change to what there is. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Says where this cluster stands; `undefined`: in no set. Nothing is written before it is said. */
  place(place: ClusterPlace | undefined): void {
    this.#place = place ?? nowhere;
    this.#due?.set('keep', 0);
  }

  /** Keeps them for as long as the signal allows. */
  async run(signal: AbortSignal): Promise<void> {
    const served = await waitForUpstreamKind(
      this.#ports,
      inventoryKinds.ClusterProperty,
      this.#isInstallingCrds,
      signal,
    );
    const due = new Timetable<'keep'>(this.#ports.clock, signal);
    this.#due = due;
    await Promise.all([this.#follow(served, due, signal), this.#work(served, due)]);
  }

  async #follow(served: ServedKind, due: Timetable<'keep'>, signal: AbortSignal): Promise<void> {
    const { apiVersion, kind } = served;
    for await (const change of this.#ports.objects.watch({ apiVersion, kind }, signal)) {
      if (change.type === 'snapshot') {
        this.#stored.clear();
        for (const object of change.objects) this.#stored.set(object.metadata.name, object);
        this.#isSynced = true;
      } else if (change.type === 'applied') this.#stored.set(change.object.metadata.name, change.object);
      else this.#stored.delete(change.object.metadata.name);
      due.set('keep', 0);
      for (const listener of this.#listeners) listener();
    }
  }

  async #work(served: ServedKind, due: Timetable<'keep'>): Promise<never> {
    for (;;) {
      await due.next();
      if (!this.#isSynced || this.#place === undefined) continue;
      const { cluster, clusterSet } = this.#place;
      try {
        await this.#keep(served, wellKnownProperties.cluster, cluster);
        await this.#keep(served, wellKnownProperties.clusterSet, clusterSet);
      } catch (error) {
        if (!(error instanceof JoineryError)) throw error;
        this.#ports.logger.warn('ClusterProperty not written', { err: error });
        due.set('keep', againMs);
      }
    }
  }

  /** @param value Empty when there is to be none. */
  async #keep({ apiVersion, kind }: ServedKind, name: string, value: string): Promise<void> {
    const { objects } = this.#ports;
    const stored = this.#stored.get(name);
    if (stored !== undefined && stored.metadata.labels?.[managedBy] !== 'joinery') return;
    if (value === '') {
      if (stored !== undefined)
        await objects.delete({ apiVersion, kind, name }, { uid: stored.metadata.uid });
      return;
    }
    if ((stored?.['spec'] as { value?: string } | undefined)?.value === value) return;
    const labels = { [managedBy]: 'joinery', [inventoryLabels.shown]: 'true' };
    // By force only over its own: whoever makes one in this moment keeps it.
    const force = stored !== undefined;
    await objects.apply({ apiVersion, kind, metadata: { name, labels }, spec: { value } }, { force });
  }
}

const nowhere: ClusterPlace = { cluster: '', clusterSet: '' };
