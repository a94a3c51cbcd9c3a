import { join } from 'node:path';

export type ClusterName = 'primary' | 'secondary';

/** One cluster of one node: where it lives and which addresses it uses. */
export interface ClusterPlan {
  /** Also the name of its network namespace. */
  readonly name: ClusterName;
  readonly nodeName: string;
  readonly nodeAddress: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly apiServiceAddress: string;
  readonly dnsServiceAddress: string;
  readonly folder: string;
  /** Name of the cgroup, under every controller, that holds the pods. */
  readonly cgroup: string;
}

/** Two clusters and an ingress that belong together, apart from every other set on the machine. */
export interface ClusterSet {
  readonly name: string;
  /** Everything the set writes is in here. */
  readonly folder: string;
  /** An argument of the enclosure's first process, by which it is found. */
  readonly marker: string;
  readonly cgroupPrefix: string;
  readonly lockFile: string;
  readonly clusters: readonly [primary: ClusterPlan, secondary: ClusterPlan];
}

/** The ingress, the same in every set. */
export const ingressPlan = {
  namespace: 'ingress',
  address: '10.77.0.10',
  hostName: 'hub.joinery.test',
  path: '/joinery',
  /** Where the hub's Service listens on the primary's node. */
  hubNodePort: 30080,
  /** Where a second hub listens, if there is one. */
  otherHubNodePort: 30081,
} as const;

/**
 * Computes where a set lives. The folder is the same for all users and clones, because clusters belong
 * to the machine; it is on disk, because /run is often small and mounted without exec.
 *
 * @param name Lower-case letters, digits and dashes.
 */
export function planClusterSet(name: string): ClusterSet {
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) {
    throw new RangeError(
      `Cannot use "${name}" as the name of a set: lower-case letters, digits and dashes only`,
    );
  }
  const folder = join('/var/lib/joinery/clusters', name);
  const cgroupPrefix = `joinery-${name}.`;
  const plan = (cluster: ClusterName, index: number): ClusterPlan => ({
    name: cluster,
    nodeName: `${cluster}-node`,
    nodeAddress: `10.77.0.1${index}`,
    podCidr: `10.88.${index}.0/24`,
    serviceCidr: `10.9${index}.0.0/16`,
    apiServiceAddress: `10.9${index}.0.1`,
    dnsServiceAddress: `10.9${index}.0.10`,
    folder: join(folder, cluster),
    cgroup: `${cgroupPrefix}${cluster}`,
  });
  return {
    name,
    folder,
    marker: `joinery-clusters=${name}`,
    cgroupPrefix,
    lockFile: `/run/lock/joinery-clusters-${name}.lock`,
    clusters: [plan('primary', 1), plan('secondary', 2)],
  };
}
