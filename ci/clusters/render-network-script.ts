import { type ClusterSet, ingressPlan } from './cluster-set.ts';

/**
 * The shell commands that lay the cables of a set: one network namespace per machine, all on one bridge,
 * which has a namespace of its own. No namespace gets a default route, so no packet finds a way out.
 */
export function renderNetworkScript(set: ClusterSet): string {
  return [
    'ip netns add switch',
    'ip -n switch link add bridge type bridge',
    'ip -n switch link set bridge up',
    ...plugIn(ingressPlan.namespace, ingressPlan.address),
    ...set.clusters.flatMap(({ name, nodeAddress, podCidr, serviceCidr }) => [
      ...plugIn(name, nodeAddress),
      // Only so that the node's own programs get as far as kube-proxy, which rewrites the address.
      `ip -n ${name} route add ${serviceCidr} dev eth0`,
      // The ingress answers pods directly; the nodes have no way to each other's pods.
      `ip -n ${ingressPlan.namespace} route add ${podCidr} via ${nodeAddress}`,
    ]),
  ].join('\n');
}

function plugIn(machine: string, address: string): string[] {
  return [
    `ip netns add ${machine}`,
    `ip -n ${machine} link set lo up`,
    `ip -n ${machine} link add eth0 type veth peer name ${machine} netns switch`,
    `ip -n switch link set ${machine} master bridge up`,
    `ip -n ${machine} address add ${address}/24 dev eth0`,
    `ip -n ${machine} link set eth0 up`,
  ];
}
