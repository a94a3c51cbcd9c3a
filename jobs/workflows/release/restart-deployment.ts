import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';

/** The annotation `kubectl rollout restart` sets, so that tools that allow for the one allow for the other. */
const restartedAt = 'kubectl.kubernetes.io/restartedAt';

/** Replaces the pods of a Deployment one after the other. A repeat restarts them again. */
export async function restartDeployment(
  { kubernetes, clock }: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  ref: { namespace: string; name: string },
): Promise<void> {
  await changeObject(kubernetes, 'Deployment', ref, (stored) => {
    const { spec } = stored;
    if (spec === undefined) return undefined;
    const { metadata = {} } = spec.template;
    const annotations = { ...metadata.annotations, [restartedAt]: renderTimestamp(clock.now()) };
    return {
      ...stored,
      spec: { ...spec, template: { ...spec.template, metadata: { ...metadata, annotations } } },
    };
  });
}
