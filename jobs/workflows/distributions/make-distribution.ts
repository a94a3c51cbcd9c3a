import type { Distribution } from '../../core/distribution/distribution.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';
import { DistributionExists } from './errors.ts';
import type { DistributionRef } from './find-distribution.ts';

/**
 * Makes a Distribution, or puts it in the place of one that was only a dry run.
 *
 * @param options.replace Also in the place of one that is in force.
 * @returns Whether there was one before.
 * @throws {DistributionExists}
 */
export async function makeDistribution(
  { kubernetes }: Pick<PrimaryPorts, 'kubernetes'>,
  ref: DistributionRef,
  { spec, replace }: { spec: Distribution['spec']; replace: boolean },
): Promise<'made' | 'replaced'> {
  const metadata = { namespace: ref.namespace, name: ref.name };
  if ((await kubernetes.create('Distribution', { metadata, spec })) !== undefined) return 'made';
  const replaced = await changeObject(kubernetes, 'Distribution', ref, (found): Stored<Distribution> => {
    if (!replace && found.spec.dryRun !== true) throw new DistributionExists({ name: ref.name });
    return { ...found, spec };
  });
  // It was deleted in that moment.
  if (replaced === undefined) return makeDistribution({ kubernetes }, ref, { spec, replace });
  return 'replaced';
}
