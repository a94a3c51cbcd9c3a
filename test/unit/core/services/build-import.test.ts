import { describe, expect, it } from 'vitest';
import {
  buildDerivedService,
  buildServiceImport,
  buildSlices,
} from '../../../../jobs/core/services/build-import.ts';
import { aServiceSlice, anImportedService } from '../../../builders/a-service.ts';

const apiVersion = 'multicluster.x-k8s.io/v1beta1';
const owner = { apiVersion, uid: 'b7a1c0de-0000-4000-8000-000000000004' };
const imported = { 'joinery.dev/component': 'service-import' };

describe('the objects of an import', () => {
  it('are a ServiceImport, a Service that gives it an address, and slices for DNS and proxy', () => {
    const service = anImportedService();
    const derived = buildDerivedService(service, owner);
    const reference = { apiVersion, kind: 'ServiceImport', name: 'cart', uid: owner.uid };

    expect(buildServiceImport(apiVersion, service, ['10.92.0.7'])).toEqual({
      apiVersion,
      kind: 'ServiceImport',
      metadata: { namespace: 'shop', name: 'cart', labels: imported },
      spec: {
        type: 'ClusterSetIP',
        ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
        ips: ['10.92.0.7'],
        sessionAffinity: 'None',
      },
    });
    expect(derived.metadata).toMatchObject({
      name: expect.stringMatching(/^joinery-[0-9a-f]{10}$/),
      labels: imported,
      ownerReferences: [reference],
    });
    expect(derived['spec']).toMatchObject({ type: 'ClusterIP', ports: [{ name: 'http', port: 80 }] });
    expect(buildSlices(service, owner)).toMatchObject([
      {
        metadata: {
          labels: {
            ...imported,
            'multicluster.kubernetes.io/service-name': 'cart',
            'multicluster.kubernetes.io/source-cluster': 'edge-8',
            'kubernetes.io/service-name': derived.metadata.name,
            'endpointslice.kubernetes.io/managed-by': 'services.joinery.dev',
          },
          ownerReferences: [reference],
        },
        addressType: 'IPv4',
        ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
        endpoints: [{ addresses: ['10.88.3.8'], conditions: { ready: true } }],
      },
    ]);
  });

  it('of a headless service have no address but those of its endpoints, by host name', () => {
    const slice = { ...aServiceSlice(), endpoints: [{ address: '10.88.3.8', hostname: 'cart-0' }] };
    const service = anImportedService({ type: 'Headless', clusters: [{ name: 'edge-8', slices: [slice] }] });
    const [built] = buildSlices(service, owner);

    expect(buildServiceImport(apiVersion, service, [])['spec']).toEqual({
      type: 'Headless',
      ports: service.ports,
    });
    expect(built?.metadata.labels).not.toHaveProperty('kubernetes.io/service-name');
    expect(built?.['endpoints']).toMatchObject([{ addresses: ['10.88.3.8'], hostname: 'cart-0' }]);
  });

  it('have a slice for each hundred addresses', () => {
    const addresses = Array.from({ length: 250 }, (_, index) => `10.88.3.${index}`);
    const service = anImportedService({
      clusters: [{ name: 'edge-8', slices: [aServiceSlice(...addresses)] }],
    });
    const built = buildSlices(service, owner);

    expect(built.map(({ endpoints }) => (endpoints as unknown[]).length)).toEqual([100, 100, 50]);
    expect(new Set(built.map(({ metadata }) => metadata.name)).size).toBe(3);
  });

  it('give a port a name that is not alone any more', () => {
    const unnamed = { name: '', protocol: 'TCP', port: 80 } as const;
    const slice = { ...aServiceSlice('10.88.3.8'), ports: [{ ...unnamed, port: 8080 }] };
    const service = anImportedService({
      ports: [unnamed, { name: 'admin', protocol: 'TCP', port: 9000 }],
      clusters: [{ name: 'edge-8', slices: [slice] }],
    });

    expect(buildDerivedService(service, owner)['spec']).toMatchObject({
      ports: [{ name: 'unnamed' }, { name: 'admin' }],
    });
    expect(buildSlices(service, owner)).toMatchObject([{ ports: [{ name: 'unnamed', port: 8080 }] }]);
  });
});
