import { join } from 'node:path';
import type { ToolName } from '../tools/go-tools.ts';
import type { ClusterPlan } from './cluster-set.ts';
import type { EnclosedProgram } from './enclosed-process.ts';
import { credentialPaths } from './write-credentials.ts';

/** Builds the programs to start before anything else: the store and the API server. */
export function buildApiServerPrograms(
  cluster: ClusterPlan,
  tools: Record<ToolName, string>,
): EnclosedProgram[] {
  const file = (path: string) => join(cluster.folder, path);
  const etcdUrl = 'http://127.0.0.1:2379';
  const etcdPeerUrl = 'http://127.0.0.1:2380';
  return [
    program(cluster, tools, 'etcd', {
      'data-dir': file('etcd'),
      'listen-client-urls': etcdUrl,
      'advertise-client-urls': etcdUrl,
      'listen-peer-urls': etcdPeerUrl,
      'initial-advertise-peer-urls': etcdPeerUrl,
      'initial-cluster': `default=${etcdPeerUrl}`,
      // The data is worth nothing after a power cut.
      'unsafe-no-fsync': 'true',
    }),
    program(cluster, tools, 'kube-apiserver', {
      'etcd-servers': etcdUrl,
      'advertise-address': cluster.nodeAddress,
      'secure-port': '6443',
      'tls-cert-file': file(`${credentialPaths.apiServer}.crt`),
      'tls-private-key-file': file(`${credentialPaths.apiServer}.key`),
      'client-ca-file': file(credentialPaths.authority),
      'service-account-key-file': file(credentialPaths.serviceAccountKey),
      'service-account-signing-key-file': file(credentialPaths.serviceAccountKey),
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-cluster-ip-range': cluster.serviceCidr,
      'authorization-mode': 'Node,RBAC',
      'enable-admission-plugins': 'NodeRestriction',
      // No name service knows the nodes.
      'kubelet-preferred-address-types': 'InternalIP',
      'kubelet-certificate-authority': file(credentialPaths.authority),
      'kubelet-client-certificate': file(`${credentialPaths.admin}.crt`),
      'kubelet-client-key': file(`${credentialPaths.admin}.key`),
      // Nothing is aggregated, but controller-manager and scheduler log errors for ever without these.
      'requestheader-client-ca-file': file(credentialPaths.authority),
      'requestheader-allowed-names': 'front-proxy',
      'requestheader-username-headers': 'X-Remote-User',
      'requestheader-group-headers': 'X-Remote-Group',
      'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    }),
  ];
}

/** Builds the programs that need an API server which answers. */
export function buildControllerPrograms(
  cluster: ClusterPlan,
  tools: Record<ToolName, string>,
): EnclosedProgram[] {
  const file = (path: string) => join(cluster.folder, path);
  const identity = (name: string) => {
    const kubeconfig = file(join(credentialPaths.kubeconfigs, name));
    return {
      kubeconfig,
      'authentication-kubeconfig': kubeconfig,
      'authorization-kubeconfig': kubeconfig,
      'leader-elect': 'false',
    };
  };
  return [
    program(cluster, tools, 'kube-controller-manager', {
      ...identity('kube-controller-manager'),
      'service-account-private-key-file': file(credentialPaths.serviceAccountKey),
      'root-ca-file': file(credentialPaths.authority),
      'cluster-signing-cert-file': file(credentialPaths.authority),
      'cluster-signing-key-file': file(credentialPaths.authorityKey),
      'use-service-account-credentials': 'true',
      'flex-volume-plugin-dir': file('volume-plugins'),
    }),
    program(cluster, tools, 'kube-scheduler', identity('kube-scheduler')),
  ];
}

function program(
  cluster: ClusterPlan,
  tools: Record<ToolName, string>,
  name: ToolName,
  flags: Readonly<Record<string, string>>,
): EnclosedProgram {
  return {
    name: `${cluster.name} ${name}`,
    namespace: cluster.name,
    command: [tools[name], ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)],
    logFile: join(cluster.folder, 'log', `${name}.log`),
  };
}
