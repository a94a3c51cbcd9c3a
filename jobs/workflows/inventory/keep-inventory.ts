import type { Hub } from '../hub/hub.ts';
import { ClusterProperties } from './cluster-properties.ts';
import type { InventoryPorts } from './inventory-ports.ts';
import { keepClusterProfiles } from './keep-cluster-profiles.ts';

/** Keeps on the primary what its settings ask for, for as long as the signal allows; all replicas do so. */
export async function keepInventory(ports: InventoryPorts, hub: Hub, signal: AbortSignal): Promise<void> {
  const { name, inventory, upstreamCrds } = hub.config;
  const properties = new ClusterProperties(ports, upstreamCrds);
  properties.place({ cluster: name, clusterSet: name });
  await Promise.all([
    inventory.clusterProperties && properties.run(signal),
    inventory.clusterProfiles && keepClusterProfiles(ports, hub, properties, signal),
  ]);
}
