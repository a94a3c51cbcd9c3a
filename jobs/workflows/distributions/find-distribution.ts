import type { Distribution } from '../../core/distribution/distribution.ts';
import type { KubernetesApi, Stored } from '../../ports/kubernetes-api.ts';
import { DistributionMissing } from './errors.ts';

/** Which Distribution. */
export interface DistributionRef {
  readonly namespace: string;
  readonly name: string;
}

/** Reads one Distribution. @throws {DistributionMissing} */
export async function findDistribution(
  kubernetes: KubernetesApi,
  { namespace, name }: DistributionRef,
): Promise<Stored<Distribution>> {
  const distribution = await kubernetes.get('Distribution', { namespace, name });
  if (distribution === undefined) throw new DistributionMissing({ namespace, name });
  return distribution;
}
