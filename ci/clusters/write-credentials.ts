import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority, issueCertificate } from './certificates.ts';
import type { ClusterPlan } from './cluster-set.ts';
import { renderKubeconfig } from './render-kubeconfig.ts';

/** Who calls the API server from the node. The names are those its built-in roles are bound to. */
const clients = {
  'kube-controller-manager': 'CN=system:kube-controller-manager',
  'kube-scheduler': 'CN=system:kube-scheduler',
  'kube-proxy': 'CN=system:kube-proxy',
  coredns: 'CN=system:coredns',
} as const;

/** Where writeCredentials() puts things, under the cluster's folder. */
export const credentialPaths = {
  authority: 'pki/ca.crt',
  authorityKey: 'pki/ca.key',
  apiServer: 'pki/apiserver',
  admin: 'pki/admin',
  kubelet: 'pki/kubelet',
  serviceAccountKey: 'pki/service-account.key',
  kubeconfigs: 'kubeconfigs',
  /** For people and tests, from the machine. */
  kubeconfig: 'kubeconfig',
} as const;

/**
 * Makes the keys, certificates and kubeconfigs of one cluster.
 *
 * @param gatewayPort Port on 127.0.0.1 through which the machine reaches the API server.
 */
export async function writeCredentials(cluster: ClusterPlan, gatewayPort: number): Promise<void> {
  const authority = await createAuthority(`CN=${cluster.name}-ca`);
  const issue = async (subject: string, hosts?: readonly string[]) =>
    issueCertificate(authority, hosts === undefined ? { subject } : { subject, hosts });
  const apiServer = await issue('CN=kube-apiserver', [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
    '127.0.0.1',
    cluster.nodeAddress,
    cluster.apiServiceAddress,
  ]);
  const admin = await issue('CN=admin, O=system:masters');
  const kubelet = await issue(`CN=system:node:${cluster.nodeName}, O=system:nodes`, [cluster.nodeAddress]);

  const write = async (path: string, content: string) => {
    await writeFile(join(cluster.folder, path), content, { mode: 0o600 });
  };
  await mkdir(join(cluster.folder, 'pki'), { recursive: true });
  await mkdir(join(cluster.folder, credentialPaths.kubeconfigs), { recursive: true });
  await write(credentialPaths.authority, authority.certificate);
  await write(credentialPaths.authorityKey, authority.key);
  for (const [path, pair] of [
    [credentialPaths.apiServer, apiServer],
    [credentialPaths.admin, admin],
    [credentialPaths.kubelet, kubelet],
  ] as const) {
    await write(`${path}.crt`, pair.certificate);
    await write(`${path}.key`, pair.key);
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await write(
    credentialPaths.serviceAccountKey,
    // The API server takes the public half out of this form only.
    privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
  );

  const kubeconfig = { name: cluster.name, authority: authority.certificate };
  const fromNode = { ...kubeconfig, server: `https://${cluster.nodeAddress}:6443` };
  for (const [client, subject] of Object.entries(clients)) {
    const user = await issue(subject);
    await write(join(credentialPaths.kubeconfigs, client), renderKubeconfig({ ...fromNode, user }));
  }
  await write(join(credentialPaths.kubeconfigs, 'kubelet'), renderKubeconfig({ ...fromNode, user: kubelet }));
  const fromMachine = { ...kubeconfig, server: `https://127.0.0.1:${gatewayPort}` };
  await write(credentialPaths.kubeconfig, renderKubeconfig({ ...fromMachine, user: admin }));
}
