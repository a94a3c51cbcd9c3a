import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Cluster, HelmVersion } from './cluster-access.ts';
import { waitFor } from './wait-for.ts';

export const chartFolder = join(import.meta.dirname, '../../charts/joinery');
export const setNamespace = 'joinery-mc';
export const primaryNamespace = 'joinery';

/**
 * Values of the primary that all tests share: behind the TLS-terminating ingress, by NodePort.
 *
 * @param primary Further values of `multicluster.primary`.
 */
export function primaryValues(
  ingress: { url: string },
  ingressCa: string,
  primary: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    multicluster: {
      primary: { create: true, name: 'eu-central', ingressURL: ingress.url, caBundle: ingressCa, ...primary },
    },
    hub: { service: { type: 'NodePort', nodePort: 30080 } },
  };
}

/** Installs the primary, or upgrades it to these values; in a namespace of its own, a second one. */
export async function installPrimary(
  cluster: Cluster,
  values: object,
  helm: HelmVersion = 'helm4',
  namespace = primaryNamespace,
): Promise<void> {
  const args = [
    'upgrade',
    '--install',
    'joinery',
    chartFolder,
    '-n',
    namespace,
    '--create-namespace',
    '--wait',
    '-f',
    '-',
  ];
  const result = await cluster.helm(helm, args, JSON.stringify(values));
  if (!result.succeeded) throw new Error(`The primary was not installed: ${result.output}`);
}

/** Creates a join-token Secret as a user does, and waits for its token. */
export async function createToken(
  cluster: Cluster,
  annotations: Readonly<Record<string, string>> = {},
): Promise<{ secretName: string; token: string }> {
  const secretName = `join-token-${randomBytes(4).toString('hex')}`;
  const metadata = { name: secretName, namespace: setNamespace, annotations };
  const manifest = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'joinery.dev/join-token' };
  await cluster.kubectl(['create', '-f', '-'], JSON.stringify(manifest));
  const texts = await waitFor(
    `the hub to fill ${secretName}`,
    async () => cluster.readSecret(setNamespace, secretName),
    ({ status }) => status !== undefined,
  );
  return { secretName, token: texts['token'] ?? '' };
}
