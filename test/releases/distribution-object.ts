import type { Distribution } from '../../jobs/core/distribution/distribution.ts';
import type { Cluster } from './cluster-access.ts';
import { setNamespace } from './primary-release.ts';
import { waitFor } from './wait-for.ts';

/** A Distribution as the API server has it. */
export type SeenDistribution = Distribution & { metadata: { uid: string } };

/** Creates a Distribution, or changes it. */
export async function distribute(primary: Cluster, name: string, spec: Distribution['spec']): Promise<void> {
  const metadata = { name, namespace: setNamespace };
  const manifest = { apiVersion: 'joinery.dev/v1alpha1', kind: 'Distribution', metadata, spec };
  await primary.kubectl(['apply', '-f', '-'], JSON.stringify(manifest));
}

/** Reads a Distribution. */
export async function readDistribution(primary: Cluster, name: string): Promise<SeenDistribution> {
  const text = await primary.kubectl(['get', 'distribution', name, '-n', setNamespace, '-o', 'json']);
  return JSON.parse(text) as SeenDistribution;
}

/** Waits until so many clusters have all of the newest spec. */
export async function waitForApplied(primary: Cluster, name: string, count = 1): Promise<void> {
  await waitFor(
    `${count} clusters to have ${name}`,
    async () => readDistribution(primary, name),
    ({ metadata, status }) =>
      status?.observedGeneration === metadata.generation &&
      status?.clusters?.applied === count &&
      status.clusters.placed === count,
  );
}
