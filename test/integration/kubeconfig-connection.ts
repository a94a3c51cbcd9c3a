import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { KubernetesConnection } from '../../jobs/adapters/kubernetes/connection.ts';
import { createExchange } from '../../jobs/adapters/kubernetes/create-exchange.ts';

/** Part of a kubeconfig that needs no other file. */
interface Kubeconfig {
  readonly clusters: readonly [{ cluster: { server: string; 'certificate-authority-data': string } }];
  readonly users: readonly [{ user: { 'client-certificate-data': string; 'client-key-data': string } }];
}

/**
 * Connects as the only user of a kubeconfig, by client certificate, or with a ServiceAccount's token: the way programs
 * have in a pod is not here.
 */
export function createKubeconfigConnection(path: string, token?: string): KubernetesConnection {
  const { clusters, users } = parse(readFileSync(path, 'utf8')) as Kubeconfig;
  const [{ cluster }] = clusters;
  const [{ user }] = users;
  const certificate = {
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
  };
  return {
    server: cluster.server,
    exchange: createExchange(cluster.server, {
      ca: decode(cluster['certificate-authority-data']),
      ...(token === undefined ? certificate : {}),
    }),
    authorization: () => (token === undefined ? undefined : `Bearer ${token}`),
  };
}

function decode(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
