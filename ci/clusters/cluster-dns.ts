import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterPlan, ingressPlan } from './cluster-set.ts';
import type { EnclosedProgram } from './enclosed-process.ts';
import { credentialPaths } from './write-credentials.ts';

/** Port on the node where CoreDNS says that it is ready. */
export const dnsReadyPort = 8181;

/** Writes the configuration of CoreDNS, and builds the program to start: a process of the node, not a pod. */
export async function configureDns(cluster: ClusterPlan, corednsPath: string): Promise<EnclosedProgram> {
  const configFile = join(cluster.folder, 'Corefile');
  await writeFile(configFile, renderCorefile(cluster));
  return {
    name: `${cluster.name} coredns`,
    namespace: cluster.name,
    command: [corednsPath, '-conf', configFile],
    logFile: join(cluster.folder, 'log', 'coredns.log'),
  };
}

/** Builds what makes CoreDNS reachable at the cluster's DNS address: a Service without pods, and its rights. */
export function buildDnsObjects(cluster: ClusterPlan): ClusterObject[] {
  const service = { name: 'kube-dns', namespace: 'kube-system' };
  const ports = [
    { name: 'dns', protocol: 'UDP', port: 53 },
    { name: 'dns-tcp', protocol: 'TCP', port: 53 },
  ];
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'system:coredns' },
      rules: [
        {
          apiGroups: [''],
          resources: ['endpoints', 'services', 'pods', 'namespaces'],
          verbs: ['list', 'watch'],
        },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
        { apiGroups: ['multicluster.x-k8s.io'], resources: ['serviceimports'], verbs: ['list', 'watch'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'system:coredns' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:coredns' }],
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: service,
      spec: { clusterIP: cluster.dnsServiceAddress, ports },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...service, labels: { 'kubernetes.io/service-name': service.name } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [cluster.nodeAddress] }],
      ports,
    },
  ];
}

/** A Kubernetes object on its way to the API server. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
  readonly [field: string]: unknown;
}

// "template" answers what no other plugin knows, so that an unknown name is unknown and not an error. Services of a
// set have a block of their own, which does not answer, nor hold up the other, before there are ServiceImports.
function renderCorefile(cluster: ClusterPlan): string {
  return `.:53 {
  bind ${cluster.nodeAddress}
  ready ${cluster.nodeAddress}:${dnsReadyPort}
  errors
  cache 5
  hosts {
    ${ingressPlan.address} ${ingressPlan.hostName}
    fallthrough
  }
  kubernetes cluster.local in-addr.arpa {
    kubeconfig ${join(cluster.folder, credentialPaths.kubeconfigs, 'coredns')}
  }
  template ANY ANY {
    rcode NXDOMAIN
  }
}
clusterset.local:53 {
  bind ${cluster.nodeAddress}
  errors
  kubernetes clusterset.local {
    kubeconfig ${join(cluster.folder, credentialPaths.kubeconfigs, 'coredns')}
    multicluster clusterset.local
    startup_timeout 10ms
  }
}
`;
}
