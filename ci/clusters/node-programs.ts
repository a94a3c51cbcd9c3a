import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolName } from '../tools/go-tools.ts';
import { createCgroup } from './cgroups.ts';
import type { ClusterPlan } from './cluster-set.ts';
import { containerdSocket } from './container-runtime.ts';
import type { EnclosedProgram } from './enclosed-process.ts';
import { credentialPaths } from './write-credentials.ts';

/** Writes the configuration of kubelet and kube-proxy, and builds the programs to start. */
export async function configureNode(
  cluster: ClusterPlan,
  tools: Record<ToolName, string>,
): Promise<EnclosedProgram[]> {
  const file = (path: string) => join(cluster.folder, path);
  // Without this file pods would inherit the machine's search domains.
  await writeFile(file('resolv.conf'), `nameserver ${cluster.dnsServiceAddress}\n`);
  await writeFile(file('kubelet.json'), JSON.stringify(buildKubeletConfiguration(cluster)));
  await writeFile(file('kube-proxy.json'), JSON.stringify(buildProxyConfiguration(cluster)));
  await createCgroup(cluster.cgroup);
  const program = (name: 'kubelet' | 'kube-proxy', flags: readonly string[]): EnclosedProgram => ({
    name: `${cluster.name} ${name}`,
    namespace: cluster.name,
    command: [tools[name], `--config=${file(`${name}.json`)}`, ...flags],
    logFile: join(cluster.folder, 'log', `${name}.log`),
  });
  return [
    program('kubelet', [
      `--kubeconfig=${file(join(credentialPaths.kubeconfigs, 'kubelet'))}`,
      `--root-dir=${file('kubelet')}`,
      `--cert-dir=${file('pki')}`,
      `--hostname-override=${cluster.nodeName}`,
      `--node-ip=${cluster.nodeAddress}`,
    ]),
    program('kube-proxy', []),
  ];
}

function buildKubeletConfiguration(cluster: ClusterPlan) {
  const file = (path: string) => join(cluster.folder, path);
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: `unix://${containerdSocket(cluster)}`,
    clusterDNS: [cluster.dnsServiceAddress],
    clusterDomain: 'cluster.local',
    resolvConf: file('resolv.conf'),
    authentication: {
      x509: { clientCAFile: file(credentialPaths.authority) },
      anonymous: { enabled: false },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: file(`${credentialPaths.kubelet}.crt`),
    tlsPrivateKeyFile: file(`${credentialPaths.kubelet}.key`),
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cluster.cgroup}`,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    makeIPTablesUtilChains: false,
    podLogsDir: file('pod-logs'),
    volumePluginDir: file('volume-plugins'),
    // Images cannot be fetched again, and a nearly full disk of a developer's machine is not our business.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'nodefs.available': '1%', 'imagefs.available': '1%', 'memory.available': '100Mi' },
  };
}

function buildProxyConfiguration(cluster: ClusterPlan) {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: join(cluster.folder, credentialPaths.kubeconfigs, 'kube-proxy') },
    clusterCIDR: cluster.podCidr,
    hostnameOverride: cluster.nodeName,
    // Zero leaves the machine's connection tracking as it is.
    conntrack: { maxPerCore: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
  };
}
