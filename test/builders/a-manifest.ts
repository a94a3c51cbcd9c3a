import type { Manifest } from '../../jobs/core/kubernetes/manifest.ts';

/** A ConfigMap in the namespace `shop`, as it is distributed. */
export function aConfigMap(name = 'colours', data: Record<string, string> = { sky: 'blue' }): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data };
}

/** A Secret there, with a text in it. */
export function aSecretWith(text: string, name = 'door'): Manifest {
  const data = { key: Buffer.from(text).toString('base64') };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'shop' }, data };
}
