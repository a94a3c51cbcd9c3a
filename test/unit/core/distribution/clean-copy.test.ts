import { expect, it } from 'vitest';
import { cleanCopy } from '../../../../jobs/core/distribution/clean-copy.ts';

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'web',
    namespace: 'shop',
    uid: 'b7a1c0de-0000-4000-8000-000000000001',
    resourceVersion: '12',
    generation: 3,
    creationTimestamp: '2026-11-20T12:00:00Z',
    deletionTimestamp: '2026-11-20T12:00:00Z',
    finalizers: ['example.com/wait'],
    ownerReferences: [{ name: 'owner' }],
    managedFields: [{ manager: 'helm' }],
    labels: {
      app: 'web',
      'app.kubernetes.io/name': 'web',
      'app.kubernetes.io/instance': 'shop',
      'app.kubernetes.io/managed-by': 'Helm',
      'helm.sh/chart': 'web-1.0.0',
      'argocd.argoproj.io/instance': 'shop',
      'argocd.argoproj.io/secret-type': 'cluster',
      'kustomize.toolkit.fluxcd.io/name': 'shop',
      'applyset.kubernetes.io/part-of': 'applyset-1',
      'objectset.rio.cattle.io/hash': '1',
      'joinery.dev/component': 'hub',
    },
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'meta.helm.sh/release-name': 'shop',
      'argocd.argoproj.io/tracking-id': 'shop:/Service:shop/web',
      'config.k8s.io/owning-inventory': 'shop',
    },
  },
  spec: {
    clusterIP: '10.96.0.7',
    clusterIPs: ['10.96.0.7'],
    ipFamilies: ['IPv4'],
    ports: [{ port: 80, nodePort: 30080 }],
  },
  status: { loadBalancer: {} },
};

const metadata = {
  name: 'web',
  namespace: 'shop',
  labels: { app: 'web', 'app.kubernetes.io/name': 'web', 'argocd.argoproj.io/secret-type': 'cluster' },
};

it('leaves of a copy what may stand in another cluster', () => {
  expect(cleanCopy(service, true)).toEqual({
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { ports: [{ port: 80 }] },
  });
});

it('leaves what somebody wrote in place its addresses', () => {
  const { status: _, ...rest } = service;

  expect(cleanCopy(service, false)).toEqual({ ...rest, metadata });
});

it('leaves a headless Service headless', () => {
  const headless = { ...service, spec: { clusterIP: 'None', clusterIPs: ['None'] } };

  expect(cleanCopy(headless, true)['spec']).toEqual(headless.spec);
});

it('leaves other kinds their fields, and the object it was given as it is', () => {
  const before = structuredClone(service);
  const other = { ...service, apiVersion: 'example.com/v1' };

  expect(cleanCopy(other, true)['spec']).toEqual(service.spec);
  expect(service).toEqual(before);
});
