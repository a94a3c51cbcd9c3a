import type { ImportedService } from '#validators/imported-service';
import type { ServiceSlice } from '#validators/service-slice';
import type { Manifest } from '../kubernetes/manifest.ts';
import { nameImport } from './name-import.ts';
import { importedLabel, serviceLabels, sliceManager } from './service-kinds.ts';

/** Addresses in one EndpointSlice; what Kubernetes' own controller puts into one. */
const maxEndpoints = 100;

/** The ServiceImport that what is made for it belongs to: deleted, it takes all of it along. */
export interface ImportOwner {
  readonly apiVersion: string;
  readonly uid: string;
}

/** @param ips Addresses by which the cluster reaches the service; none for a headless one, or none yet. */
export function buildServiceImport(
  apiVersion: string,
  { namespace, name, ...service }: ImportedService,
  ips: readonly string[],
): Manifest {
  return {
    apiVersion,
    kind: 'ServiceImport',
    metadata: { namespace, name, labels: { ...importedLabel } },
    spec: {
      type: service.type,
      ports: namePorts(service.ports, service.ports.length),
      ...(service.type === 'Headless' ? {} : { ips, ...buildAffinity(service) }),
    },
  };
}

/** The Service that gives an import its address in this cluster; a headless import has none. */
export function buildDerivedService(service: ImportedService, owner: ImportOwner): Manifest {
  const { namespace, name } = service;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      namespace,
      name: nameImport(namespace, name),
      labels: { ...importedLabel },
      ownerReferences: [buildReference(service, owner)],
    },
    spec: {
      type: 'ClusterIP',
      ports: namePorts(service.ports, service.ports.length),
      ...buildAffinity(service),
    },
  };
}

/** The addresses of an import, cluster by cluster. */
export function buildSlices(service: ImportedService, owner: ImportOwner): Manifest[] {
  const { namespace, name } = service;
  return service.clusters.flatMap(({ name: cluster, slices }) =>
    slices.flatMap(cutSlice).map((slice, index) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        namespace,
        name: `${nameImport(namespace, name, cluster)}-${index}`,
        labels: {
          ...importedLabel,
          [serviceLabels.importName]: name,
          [serviceLabels.sourceCluster]: cluster,
          [serviceLabels.managedBy]: sliceManager,
          ...(service.type === 'Headless'
            ? {}
            : { [serviceLabels.serviceName]: nameImport(namespace, name) }),
        },
        ownerReferences: [buildReference(service, owner)],
      },
      addressType: slice.addressType,
      ports: namePorts(slice.ports, service.ports.length),
      endpoints: slice.endpoints.map(({ address, ...rest }) => ({
        addresses: [address],
        conditions: { ready: true },
        ...rest,
      })),
    })),
  );
}

function cutSlice(slice: ServiceSlice): ServiceSlice[] {
  const count = Math.ceil(slice.endpoints.length / maxEndpoints);
  return Array.from({ length: count }, (_, index) => ({
    ...slice,
    endpoints: slice.endpoints.slice(index * maxEndpoints, (index + 1) * maxEndpoints),
  }));
}

/** A port may go without a name only where it is alone, which it may not be any more in the set. */
function namePorts(ports: ServiceSlice['ports'], count: number): ServiceSlice['ports'] {
  return ports.map((port) => (port.name === '' && count > 1 ? { ...port, name: 'unnamed' } : port));
}

function buildAffinity({
  sessionAffinity,
  sessionAffinitySeconds: timeoutSeconds,
}: Pick<ImportedService, 'sessionAffinity' | 'sessionAffinitySeconds'>): object {
  return {
    sessionAffinity,
    ...(timeoutSeconds === undefined ? {} : { sessionAffinityConfig: { clientIP: { timeoutSeconds } } }),
  };
}

function buildReference({ name }: ImportedService, { apiVersion, uid }: ImportOwner): object {
  return { apiVersion, kind: 'ServiceImport', name, uid };
}
