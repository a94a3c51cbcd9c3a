import {
  parseDistributionLedger,
  type DistributionLedger,
} from '../../core/distribution/distribution-ledger.ts';
import { primaryNames, withdrawAnnotation } from '../../core/kubernetes/names.ts';
import type { ConfigMap } from '../../core/kubernetes/objects.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';

/**
 * The ledger of Distributions as it stands in its ConfigMap. Nothing is given to a member, and nothing taken away,
 * but what is written there: all replicas go by it.
 */
export class LedgerBoard {
  readonly #listeners = new Set<() => void>();
  #stored: ConfigMap | undefined;
  #ledger: DistributionLedger = new Map();
  #isSynced = false;

  /** Whether it was read: before that an absent uid says nothing. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  get ledger(): DistributionLedger {
    return this.#ledger;
  }

  /** Whether a person said that what is held is to be withdrawn. */
  get isAllowed(): boolean {
    return isWithdrawalAllowed(this.#stored);
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Takes up the ConfigMap as it was just read or written; `undefined` when there is none. */
  note(stored: ConfigMap | undefined): void {
    this.#stored = stored;
    this.#ledger = parseDistributionLedger(stored);
    this.#isSynced = true;
    for (const listener of this.#listeners) listener();
  }

  /** Follows it for as long as the signal allows. */
  async follow(kubernetes: KubernetesApi, namespace: string, signal: AbortSignal): Promise<void> {
    const selection = { namespace, name: primaryNames.distributionLedger };
    for await (const change of kubernetes.watch('ConfigMap', selection, signal)) {
      if (change.type === 'snapshot') this.note(change.objects[0]);
      else this.note(change.type === 'applied' ? change.object : undefined);
    }
  }
}

/** Tells whether the annotation of a person stands on the ledger. */
export function isWithdrawalAllowed(stored: ConfigMap | undefined): boolean {
  return stored?.metadata.annotations?.[withdrawAnnotation] === 'true';
}
