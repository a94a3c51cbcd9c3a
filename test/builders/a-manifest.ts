import type { Manifest, ObjectKey } from '../../jobs/core/kubernetes/manifest.ts';

/** A ConfigMap in the namespace `shop`, as it is distributed. */
export function aConfigMap(name = 'colours', data: Record<string, unknown> = { sky: 'blue' }): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data };
}

/** A Secret there, with a text in it. */
export function aSecretWith(text: string, name = 'door'): Manifest {
  const data = { key: Buffer.from(text).toString('base64') };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'shop' }, data };
}

/** Which object {@link aConfigMap} is. */
export function aMapKey(name = 'colours'): ObjectKey {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name };
}

/** A Deployment as far as tests of fields need one. */
export function aDeployment(replicas: number): Manifest {
  const spec = { replicas, paused: false };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec };
}

/** Which object that is. */
export const aDeploymentKey: ObjectKey = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'web',
};
