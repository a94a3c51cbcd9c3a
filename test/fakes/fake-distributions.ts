import type { DeliveryReport } from '#validators/delivery-report';
import type { DeliveryFailure, PartReport } from '../../jobs/core/distribution/delivery.ts';
import type { Distribution } from '../../jobs/core/distribution/distribution.ts';
import { rolloutRevisionOf } from '../../jobs/core/distribution/rollout-revision.ts';
import type { KubernetesApi, Stored } from '../../jobs/ports/kubernetes-api.ts';
import type { DeliveryReports, DistributionView } from '../../jobs/workflows/distribute/distribution-view.ts';

/** Distributions as an API server shows them; for which members they are, and what is found, the test says. */
export class FakeDistributionView implements DistributionView {
  readonly #distributions = new Map<string, Stored<Distribution>>();
  readonly #listeners = new Set<() => void>();
  readonly placements = new Map<string, ReadonlyMap<string, string>>();
  readonly found = new Map<string, ReadonlyMap<string, readonly DeliveryFailure[]>>();
  /** Distributions whose sources are being read. */
  readonly unread = new Set<string>();
  isSynced = false;

  distributions(): ReadonlyMap<string, Stored<Distribution>> {
    return this.#distributions;
  }

  rolloutRevision(uid: string): string {
    const distribution = this.#distributions.get(uid);
    return distribution === undefined || this.unread.has(uid) ? '' : rolloutRevisionOf(distribution, []);
  }

  placed(uid: string): ReadonlyMap<string, string> {
    return this.placements.get(uid) ?? new Map();
  }

  findings(uid: string): ReadonlyMap<string, readonly DeliveryFailure[]> {
    return this.found.get(uid) ?? new Map();
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  async follow(kubernetes: KubernetesApi, namespace: string, signal: AbortSignal): Promise<void> {
    for await (const change of kubernetes.watch('Distribution', { namespace }, signal)) {
      if (change.type === 'snapshot') this.#distributions.clear();
      for (const object of change.type === 'snapshot' ? change.objects : [change.object]) {
        if (change.type === 'deleted') this.#distributions.delete(object.metadata.uid);
        else this.#distributions.set(object.metadata.uid, object);
      }
      this.isSynced = true;
      this.tell();
    }
  }
}

/** What members said, as the test has them say it. */
export class FakeDeliveryReports implements DeliveryReports {
  readonly reports = new Map<string, DeliveryReport>();
  readonly #listeners = new Set<(member: string) => void>();

  reportOf(member: string): DeliveryReport | undefined {
    return this.reports.get(member);
  }

  onChange(listener: (member: string) => void): void {
    this.#listeners.add(listener);
  }

  /** A member says what it has; of nothing else. */
  say(member: string, ...parts: PartReport[]): void {
    this.reports.set(member, { parts });
    for (const listener of this.#listeners) listener(member);
  }
}
