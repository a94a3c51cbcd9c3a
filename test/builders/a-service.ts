import type { ExportedService } from '#validators/exported-service';
import type { ImportedService } from '#validators/imported-service';
import type { ServiceSlice } from '#validators/service-slice';
import type { Manifest } from '../../jobs/core/kubernetes/manifest.ts';

const http = { name: 'http', protocol: 'TCP', port: 80 } as const;

/** Addresses of one cluster. */
export function aServiceSlice(...addresses: readonly string[]): ServiceSlice {
  return {
    addressType: 'IPv4',
    ports: [{ ...http, port: 8080 }],
    endpoints: addresses.map((address) => ({ address })),
  };
}

/** `shop/cart` as a cluster exports it. */
export function anExportedService(overrides: Partial<ExportedService> = {}): ExportedService {
  return {
    namespace: 'shop',
    name: 'cart',
    createdAt: '2026-11-20T12:00:00Z',
    type: 'ClusterSetIP',
    ports: [http],
    sessionAffinity: 'None',
    slices: [aServiceSlice('10.88.2.7')],
    ...overrides,
  };
}

/** `shop/cart` as the set has it, from cluster `edge-8`. */
export function anImportedService(overrides: Partial<ImportedService> = {}): ImportedService {
  return {
    namespace: 'shop',
    name: 'cart',
    type: 'ClusterSetIP',
    ports: [http],
    sessionAffinity: 'None',
    clusters: [{ name: 'edge-8', slices: [aServiceSlice('10.88.3.8')] }],
    ...overrides,
  };
}

/** Service `shop/cart` of a cluster. */
export function aService(spec: object = {}, status: object = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'shop', name: 'cart' },
    spec: { type: 'ClusterIP', clusterIP: '10.91.0.7', ports: [http], sessionAffinity: 'None', ...spec },
    status,
  };
}

/** Its ServiceExport. */
export function aServiceExport(): Manifest {
  return {
    apiVersion: 'multicluster.x-k8s.io/v1beta1',
    kind: 'ServiceExport',
    metadata: { namespace: 'shop', name: 'cart' },
  };
}

/** An EndpointSlice of it. */
export function anEndpointSlice(endpoints: readonly object[] = [aReadyEndpoint('10.88.2.7')]): Manifest {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace: 'shop',
      name: 'cart-x1',
      labels: { 'kubernetes.io/service-name': 'cart' },
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
    endpoints,
  };
}

export function aReadyEndpoint(address: string, more: object = {}): object {
  return { addresses: [address], conditions: { ready: true }, ...more };
}

/** A node of a cluster, ready unless said otherwise. */
export function aNode(name: string, address: string, ready: 'True' | 'False' = 'True'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: {
      addresses: [
        { type: 'Hostname', address: name },
        { type: 'InternalIP', address },
      ],
      conditions: [{ type: 'Ready', status: ready }],
    },
  };
}
