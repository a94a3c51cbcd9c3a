import type { UpstreamCrds } from '../../ports/upstream-crds.ts';
import type { HubPorts } from '../ports.ts';

/** What keeping the inventory needs of the world. */
export interface InventoryPorts extends Pick<HubPorts, 'clock' | 'logger' | 'kubernetes' | 'objects'> {
  readonly upstreamCrds: UpstreamCrds;
}
