import type { Deployment } from '../../core/kubernetes/objects.ts';
import type { KubernetesApi, Stored } from '../../ports/kubernetes-api.ts';
import { NotInstalled } from './errors.ts';

const roles = { hub: 'primary', agent: 'secondary' } as const;

/**
 * Finds the Deployment of a release by the labels the chart gives it, since its name follows from values.
 *
 * @throws {NotInstalled} When the namespace has none.
 */
export async function findDeployment(
  kubernetes: KubernetesApi,
  namespace: string,
  program: keyof typeof roles,
): Promise<Stored<Deployment>> {
  const found = (await kubernetes.list('Deployment', { namespace })).find(
    ({ metadata: { labels = {} } }) =>
      labels['app.kubernetes.io/part-of'] === 'joinery' && labels['app.kubernetes.io/component'] === program,
  );
  if (found === undefined) throw new NotInstalled({ role: roles[program], namespace });
  return found;
}
