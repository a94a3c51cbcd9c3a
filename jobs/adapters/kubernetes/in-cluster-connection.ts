import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesConnection } from './connection.ts';
import { createExchange } from './create-exchange.ts';

/** Where the kubelet mounts a ServiceAccount's token and the API server's CA. */
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The kubelet renews the token well before it expires; reading it once a minute follows that. */
const tokenLifeMs = 60_000;

/**
 * Connects as the pod's ServiceAccount.
 *
 * @param environment Must name the API server, as the kubelet sets it.
 * @throws {TypeError} Outside a pod.
 */
export function createInClusterConnection(
  environment: Readonly<Record<string, string | undefined>>,
  now: () => Date,
): KubernetesConnection {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (host === undefined || port === undefined)
    throw new TypeError('KUBERNETES_SERVICE_HOST is not set: this is no pod');
  const ca = readFileSync(join(serviceAccountFolder, 'ca.crt'), 'utf8');
  let token = { text: '', readAt: 0 };
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    server,
    exchange: createExchange(server, { ca }),
    authorization: () => {
      const at = now().getTime();
      if (at - token.readAt > tokenLifeMs) {
        token = { text: readFileSync(join(serviceAccountFolder, 'token'), 'utf8').trim(), readAt: at };
      }
      return `Bearer ${token.text}`;
    },
  };
}
