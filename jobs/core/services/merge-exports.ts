import { isDeepStrictEqual } from 'node:util';
import type { ExportedService } from '#validators/exported-service';
import type { ImportedService } from '#validators/imported-service';
import type { ServiceSlice } from '#validators/service-slice';

/** A service and the cluster that exports it. */
export interface ClusterExport {
  readonly cluster: string;
  readonly service: ExportedService;
}

/** So many clusters make up one service. */
const maxClusters = 128;

/** Addresses of one service that are told, as bytes of JSON: each cluster has an equal share. */
const maxSliceBytes = 16_000;

type Conflict = NonNullable<ImportedService['conflicts']>[number];

/**
 * Makes one service of what clusters export under one name. Where they disagree the oldest export counts; ports add
 * up (KEP-1645, "Constraints and Conflict Resolution").
 *
 * @param exports At least one.
 */
export function mergeExports(exports: readonly ClusterExport[]): ImportedService {
  const inOrder = exports.toSorted(compareAge).slice(0, maxClusters);
  const [oldest] = inOrder;
  if (oldest === undefined) throw new RangeError('There is nothing to merge');
  const { namespace, name, type, sessionAffinity, sessionAffinitySeconds } = oldest.service;
  const conflicts = listConflicts(oldest, inOrder.slice(1));
  const bytes = Math.floor(maxSliceBytes / inOrder.length);
  return {
    namespace,
    name,
    type,
    ports: mergePorts(inOrder),
    sessionAffinity,
    ...(sessionAffinitySeconds === undefined ? {} : { sessionAffinitySeconds }),
    clusters: inOrder
      .map(({ cluster, service }) => ({ name: cluster, slices: fitSlices(service.slices, bytes) }))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    ...(conflicts.length === 0 ? {} : { conflicts }),
  };
}

/** The older is first; of two of the same second the one whose name comes first. */
export function compareAge(one: ClusterExport, other: ClusterExport): number {
  const ageOf = ({ cluster, service }: ClusterExport): string => `${service.createdAt} ${cluster}`;
  return ageOf(one) < ageOf(other) ? -1 : 1;
}

/** All ports of all clusters; of two with the same name, or the same number and protocol, the older one. */
function mergePorts(exports: readonly ClusterExport[]): ImportedService['ports'] {
  const merged: ImportedService['ports'] = [];
  for (const port of exports.flatMap(({ service }) => service.ports)) {
    const isTaken = merged.some(
      (other) => other.name === port.name || (other.port === port.port && other.protocol === port.protocol),
    );
    if (!isTaken) merged.push(port);
  }
  return merged;
}

function listConflicts(oldest: ClusterExport, others: readonly ClusterExport[]): Conflict[] {
  const check = (reason: string, what: string, read: (service: ExportedService) => unknown): Conflict[] => {
    const wanted = read(oldest.service);
    const other = others.find(({ service }) => !isDeepStrictEqual(read(service), wanted));
    if (other === undefined) return [];
    const message = `Clusters "${oldest.cluster}" and "${other.cluster}" export it with another ${what}: that of "${oldest.cluster}" counts, which is the oldest export.`;
    return [{ reason, message }];
  };
  return [
    ...check('PortConflict', 'list of ports', ({ ports }) => sortPorts(ports)),
    ...check('TypeConflict', 'type (headless or not)', ({ type }) => type),
    ...check('SessionAffinityConflict', 'sessionAffinity', ({ sessionAffinity }) => sessionAffinity),
    ...check('SessionAffinityConfigConflict', 'time of sessionAffinity', (service) =>
      service.sessionAffinity === oldest.service.sessionAffinity ? service.sessionAffinitySeconds : undefined,
    ),
  ];
}

function sortPorts(ports: ExportedService['ports']): ExportedService['ports'] {
  return ports.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** As many of the addresses as fit, the first ones. */
function fitSlices(slices: readonly ServiceSlice[], maxBytes: number): ServiceSlice[] {
  let leftBytes = maxBytes;
  const fitting: ServiceSlice[] = [];
  for (const slice of slices) {
    leftBytes -= JSON.stringify({ ...slice, endpoints: [] }).length + 1;
    const endpoints = slice.endpoints.filter((endpoint) => {
      leftBytes -= JSON.stringify(endpoint).length + 1;
      return leftBytes >= 0;
    });
    if (endpoints.length > 0) fitting.push({ ...slice, endpoints });
  }
  return fitting;
}
