import type { Distribution } from '../../core/distribution/distribution.ts';
import { distributionAnnotations } from '../../core/kubernetes/names.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';
import { DistributionMissing } from './errors.ts';
import type { DistributionRef } from './find-distribution.ts';

type Ports = Pick<PrimaryPorts, 'kubernetes'>;

/** Suspends a Distribution or lets it go on. A repeat changes nothing. @throws {DistributionMissing} */
export async function suspendDistribution(
  ports: Ports,
  ref: DistributionRef,
  suspend: boolean,
): Promise<void> {
  await orderDistribution(ports, ref, (distribution) =>
    (distribution.spec.suspend ?? false) === suspend
      ? undefined
      : { ...distribution, spec: { ...distribution.spec, suspend } },
  );
}

/** Has a rollout that stopped begin anew. A repeat does so again. @throws {DistributionMissing} */
export async function retryDistribution(
  ports: Ports & Pick<PrimaryPorts, 'clock'>,
  ref: DistributionRef,
): Promise<void> {
  const retry = renderTimestamp(ports.clock.now());
  await annotate(ports, ref, distributionAnnotations.retry, retry);
}

/** Allows members to take away much for one revision, see `rolloutRevisionOf`. @throws {DistributionMissing} */
export async function allowPrune(ports: Ports, ref: DistributionRef, revision: string): Promise<void> {
  await annotate(ports, ref, distributionAnnotations.allowPrune, revision);
}

async function annotate(ports: Ports, ref: DistributionRef, key: string, value: string): Promise<void> {
  await orderDistribution(ports, ref, (distribution) => {
    const { annotations = {} } = distribution.metadata;
    if (annotations[key] === value) return undefined;
    return {
      ...distribution,
      metadata: { ...distribution.metadata, annotations: { ...annotations, [key]: value } },
    };
  });
}

async function orderDistribution(
  { kubernetes }: Ports,
  ref: DistributionRef,
  order: (distribution: Stored<Distribution>) => Stored<Distribution> | undefined,
): Promise<void> {
  const changed = await changeObject(kubernetes, 'Distribution', ref, order);
  if (changed === undefined) throw new DistributionMissing({ ...ref });
}
