import { PackedUpstreamCrds } from '../adapters/upstream-crds/packed-upstream-crds.ts';
import type { PrimaryConfig } from '#validators/primary-config';
import { ServiceSharing, type SharingPorts } from '../workflows/services/service-sharing.ts';

/** This cluster's end of sharing services; `undefined` where it shares none. */
export function createSharing(
  ports: Omit<SharingPorts, 'upstreamCrds'>,
  { mcs: { controller, reach }, upstreamCrds: isInstalling }: Pick<PrimaryConfig, 'mcs' | 'upstreamCrds'>,
): ServiceSharing | undefined {
  if (controller !== 'joinery') return undefined;
  return new ServiceSharing({ ...ports, upstreamCrds: new PackedUpstreamCrds() }, { reach, isInstalling });
}
