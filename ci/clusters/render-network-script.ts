import { type ClusterPlan, type ClusterSet, ingressPlan } from './cluster-set.ts';

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
      // The ingress answers pods directly.
      `ip -n ${ingressPlan.namespace} route add ${podCidr} via ${nodeAddress}`,
    ]),
    ...joinPodNetworks(set.clusters[0], set.clusters[1]),
    ...joinPodNetworks(set.clusters[1], set.clusters[0]),
  ].join('\n');
}

/** Table of routes for packets of pods alone: what runs on a node has no way to the pods of the other. */
const podRoutes = 100;

/** Pods of the two clusters reach each other, as on a flat network; the API server answers its own pods only. */
function joinPodNetworks({ name, podCidr }: ClusterPlan, other: ClusterPlan): string[] {
  return [
    `ip -n ${name} route add ${other.podCidr} via ${other.nodeAddress} table ${podRoutes}`,
    `ip -n ${name} rule add from ${podCidr} lookup ${podRoutes}`,
  ];
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
