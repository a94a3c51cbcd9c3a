import { secondaryNames, standDownAnnotation } from '../../core/kubernetes/names.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';

/**
 * Takes off the mark by which the agent stands down.
 *
 * @returns Whether there was one.
 */
export async function callBackAgent(kubernetes: KubernetesApi, namespace: string): Promise<boolean> {
  let isMarked = false;
  await changeObject(kubernetes, 'Secret', { namespace, name: secondaryNames.status }, (stored) => {
    const { [standDownAnnotation]: mark, ...annotations } = stored.metadata.annotations ?? {};
    isMarked = mark !== undefined;
    return isMarked ? { ...stored, metadata: { ...stored.metadata, annotations } } : undefined;
  });
  return isMarked;
}
