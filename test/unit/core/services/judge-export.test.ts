import { describe, expect, it } from 'vitest';
import { judgeExport } from '../../../../jobs/core/services/judge-export.ts';
import type { Reach, ServiceFacts } from '../../../../jobs/core/services/reach.ts';
import type {
  EndpointSlice,
  Node,
  Service,
  ServiceExport,
} from '../../../../jobs/core/services/service-kinds.ts';
import {
  aNode,
  aReadyEndpoint,
  aService,
  aServiceExport,
  anEndpointSlice,
} from '../../../builders/a-service.ts';

const serviceExport = {
  ...aServiceExport(),
  metadata: { ...aServiceExport().metadata, creationTimestamp: '2026-11-20T12:00:00Z' },
} as unknown as ServiceExport;

const slice = (...endpoints: object[]) => anEndpointSlice(endpoints) as unknown as EndpointSlice;
const service = (spec: object = {}, status: object = {}) => aService(spec, status) as unknown as Service;
const node = (...facts: Parameters<typeof aNode>) => aNode(...facts) as unknown as Node;

function judge(reach: Reach, facts: Partial<ServiceFacts>) {
  return judgeExport(reach, serviceExport, {
    slices: [slice(aReadyEndpoint('10.88.2.7'))],
    nodes: [],
    ...facts,
  });
}

describe('judgeExport()', () => {
  it('takes the ready endpoints as they are where the pod networks are routed', () => {
    const endpoints = [
      aReadyEndpoint('10.88.2.7', { zone: 'eu-1a', hostname: 'cart-0', nodeName: 'n1' }),
      { addresses: ['10.88.2.8'], conditions: { ready: false } },
      { addresses: ['10.88.2.9'] },
    ];

    expect(judge('podNetwork', { service: service(), slices: [slice(...endpoints)] })).toEqual({
      exported: {
        namespace: 'shop',
        name: 'cart',
        createdAt: '2026-11-20T12:00:00Z',
        type: 'ClusterSetIP',
        ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
        sessionAffinity: 'None',
        slices: [
          {
            addressType: 'IPv4',
            ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
            endpoints: [
              { address: '10.88.2.7', zone: 'eu-1a', hostname: 'cart-0' },
              { address: '10.88.2.9' },
            ],
          },
        ],
      },
    });
  });

  it('exports a service nobody serves without addresses', () => {
    expect(judge('podNetwork', { service: service(), slices: [] })).toMatchObject({
      exported: { slices: [] },
    });
  });

  it('keeps how long ClientIP lasts', () => {
    const affine = service({
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
    });

    expect(judge('podNetwork', { service: affine })).toMatchObject({
      exported: { sessionAffinity: 'ClientIP', sessionAffinitySeconds: 60 },
    });
  });

  it('calls a Service without an address headless', () => {
    expect(judge('podNetwork', { service: service({ clusterIP: 'None' }) })).toMatchObject({
      exported: { type: 'Headless' },
    });
  });

  it.for([
    ['there is none', {}, 'NoService'],
    ['it is of type ExternalName', { service: service({ type: 'ExternalName' }) }, 'InvalidServiceType'],
  ] as const)('refuses a Service: %s', ([, facts, invalid]) => {
    expect(judge('podNetwork', facts)).toMatchObject({ invalid });
  });

  describe('by node port', () => {
    const reached = service({ type: 'NodePort', ports: [{ name: 'http', port: 80, nodePort: 30123 }] });
    const nodes = [node('n2', '10.0.0.2'), node('n1', '10.0.0.1'), node('n3', '10.0.0.3', 'False')];

    it('takes the addresses of ready nodes', () => {
      expect(judge('nodePort', { service: reached, nodes })).toMatchObject({
        exported: {
          slices: [
            {
              ports: [{ name: 'http', protocol: 'TCP', port: 30123 }],
              endpoints: [{ address: '10.0.0.1' }, { address: '10.0.0.2' }],
            },
          ],
        },
      });
    });

    it('takes only nodes with an endpoint where the others pass nothing on', () => {
      const local = service({
        type: 'NodePort',
        externalTrafficPolicy: 'Local',
        ports: [{ name: 'http', port: 80, nodePort: 30123 }],
      });
      const slices = [slice(aReadyEndpoint('10.88.2.7', { nodeName: 'n2' }))];

      expect(judge('nodePort', { service: local, nodes, slices })).toMatchObject({
        exported: { slices: [{ endpoints: [{ address: '10.0.0.2' }] }] },
      });
    });

    it('takes none while there is no ready endpoint', () => {
      const slices = [slice({ addresses: ['10.88.2.7'], conditions: { ready: false } })];

      expect(judge('nodePort', { service: reached, nodes, slices })).toMatchObject({
        exported: { slices: [] },
      });
    });

    it.for([
      ['a Service without one', service(), /NodePort or LoadBalancer/],
      ['a headless Service', service({ clusterIP: 'None' }), /mcs\.reach=podNetwork/],
    ] as const)('refuses %s, and says what to do', ([, other, words]) => {
      expect(judge('nodePort', { service: other, nodes })).toEqual({
        unreachable: expect.stringMatching(words),
      });
    });
  });

  describe('by load balancer', () => {
    it('takes its addresses, by the family of each', () => {
      const balanced = service(
        { type: 'LoadBalancer' },
        { loadBalancer: { ingress: [{ ip: '192.0.2.1' }, { ip: '2001:db8::1' }] } },
      );

      expect(judge('loadBalancer', { service: balanced })).toMatchObject({
        exported: {
          slices: [
            { addressType: 'IPv4', ports: [{ port: 80 }], endpoints: [{ address: '192.0.2.1' }] },
            { addressType: 'IPv6', ports: [{ port: 80 }], endpoints: [{ address: '2001:db8::1' }] },
          ],
        },
      });
    });

    it('refuses one that has a host name only', () => {
      const named = service({}, { loadBalancer: { ingress: [{ hostname: 'lb.example.com' }] } });

      expect(judge('loadBalancer', { service: named })).toEqual({
        unreachable: expect.stringMatching(/host name/),
      });
    });
  });
});
