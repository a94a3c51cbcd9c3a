import type { Distribution } from '../../../core/distribution/distribution.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { KubernetesApi, Stored } from '../../../ports/kubernetes-api.ts';
import type { DistributionRef } from '../../../workflows/distributions/find-distribution.ts';
import type { DeliveryOverview } from '../../../workflows/distributions/observe-deliveries.ts';
import type { Invocation } from '../invocation.ts';
import { buildDeliveryColumns, buildPreviewColumns } from './delivery-columns.ts';
import { buildDistributionColumns } from './distribution-columns.ts';

/** Shows Distributions, one line for each. */
export function showDistributions(
  invocation: Invocation,
  distributions: readonly Stored<Distribution>[],
  now: Date,
): void {
  const sorted = distributions.toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name));
  invocation.show({
    document: { apiVersion: 'v1', kind: 'List', items: sorted },
    names: sorted.map(nameOf),
    columns: buildDistributionColumns(sorted, now),
    nothing: `There are no Distributions in namespace "${invocation.options.setNamespace}".`,
  });
}

/** Shows how far one is on each cluster; in the tables after that, what a dry run would change. */
export function showDeliveries(invocation: Invocation, { distribution, clusters }: DeliveryOverview): void {
  const ready = distribution.status?.conditions?.find(({ type }) => type === 'Ready');
  const isTable = invocation.options.output === 'table' || invocation.options.output === 'wide';
  if (isTable && ready !== undefined) invocation.write(`${ready.reason}: ${ready.message}\n\n`);
  invocation.show({
    document: { distribution, clusters },
    names: [nameOf(distribution)],
    columns: buildDeliveryColumns(clusters),
    nothing: 'It is for no cluster.',
  });
  if (!isTable || distribution.spec.dryRun !== true) return;
  invocation.write('\n');
  invocation.show({
    document: undefined,
    names: [],
    columns: buildPreviewColumns(clusters),
    nothing: 'Nothing would change, as far as the clusters said.',
  });
}

/** Shows one again with every change of it, until it is stopped. */
export async function watchDistribution(
  invocation: Invocation,
  { kubernetes, clock }: { kubernetes: KubernetesApi; clock: Clock },
  ref: DistributionRef,
): Promise<void> {
  for await (const change of kubernetes.watch('Distribution', { ...ref }, invocation.signal)) {
    const found = change.type === 'snapshot' ? change.objects : [change.object];
    if (found.length > 0) showDistributions(invocation, found, clock.now());
  }
  invocation.signal.throwIfAborted();
}

function nameOf({ metadata }: Stored<Distribution>): string {
  return `distribution.joinery.dev/${metadata.name}`;
}
