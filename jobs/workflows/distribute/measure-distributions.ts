import type { DistributionLedger } from '../../core/distribution/distribution-ledger.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { ObservedDistribution } from './observe-distribution.ts';

/** Says how what a hub replica knows of the Distributions is read as metrics. */
export function measureDistributions(
  metrics: Metrics,
  { observed, ledger }: { observed: () => readonly ObservedDistribution[]; ledger: () => DistributionLedger },
): void {
  metrics.gauge('joinery_distributions', () => countStates(observed(), ledger()));
  metrics.gauge('joinery_distribution_ready', () =>
    observed().flatMap(({ name, status }) => {
      const ready = status.conditions?.find(({ type }) => type === 'Ready')?.status;
      if (ready === undefined || ready === 'Unknown') return [];
      return [{ labels: { distribution: name }, value: ready === 'True' ? 1 : 0 }];
    }),
  );
  metrics.gauge('joinery_distribution_clusters', () =>
    observed().flatMap(({ name, status }) => {
      const { placed: _, ...states } = status.clusters ?? { placed: 0 };
      return Object.entries(states).map(([state, value]) => ({
        labels: { distribution: name, state },
        value,
      }));
    }),
  );
  metrics.gauge('joinery_distribution_drifts', () =>
    observed().map(({ name, drifted }) => ({ labels: { distribution: name }, value: drifted })),
  );
}

/** By the reason of `Ready`; those that are gone and held are counted too, for nothing else shows them. */
function countStates(
  observed: readonly ObservedDistribution[],
  ledger: DistributionLedger,
): { labels: { state: string }; value: number }[] {
  const counts = new Map<string, number>();
  const count = (state: string): unknown => counts.set(state, (counts.get(state) ?? 0) + 1);
  for (const { status } of observed) count(status.conditions?.[0]?.reason ?? 'Unknown');
  for (const { state } of ledger.values()) if (state === 'Held') count('WithdrawalHeld');
  return [...counts].map(([state, value]) => ({ labels: { state }, value }));
}
