import { describe, expect, it } from 'vitest';
import { findManifest } from './manifest.ts';
import { renderChart } from './render-chart.ts';

const dns = {
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
    { port: 5353, protocol: 'UDP' },
    { port: 5353, protocol: 'TCP' },
  ],
};

function tcp(...ports: number[]) {
  return { ports: ports.map((port) => ({ port, protocol: 'TCP' })) };
}

describe('publishing the hub', () => {
  it('is left to the user by default', async () => {
    const kinds = (await renderChart({ values: 'primary' })).map(({ kind }) => kind);

    expect(kinds).toContain('Service');
    expect(kinds.filter((kind) => /Ingress|Route/.test(kind))).toEqual([]);
  });

  it('by an Ingress uses host and path of the URL and lets long requests through', async () => {
    const ingress = findManifest(await renderChart({ values: 'primary-ingress' }), 'Ingress', 'hub');

    expect(ingress.metadata.annotations).toEqual({
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '60',
      'nginx.org/proxy-read-timeout': '90s',
      'haproxy.org/timeout-server': '60s',
      'haproxy-ingress.github.io/timeout-server': '60s',
    });
    expect(ingress.spec).toEqual({
      ingressClassName: 'public',
      tls: [{ hosts: ['hub.example.com'], secretName: 'hub-certificate' }],
      rules: [
        {
          host: 'hub.example.com',
          http: {
            paths: [
              {
                path: '/joinery',
                pathType: 'Prefix',
                backend: { service: { name: 'rel-joinery-hub', port: { name: 'api' } } },
              },
            ],
          },
        },
      ],
    });
  });

  it('by an HTTPRoute does the same, without port and last slash', async () => {
    const route = findManifest(await renderChart({ values: 'primary-httproute' }), 'HTTPRoute', 'hub');

    expect(route.spec).toEqual({
      parentRefs: [{ name: 'public', namespace: 'gateways' }],
      hostnames: ['hub.example.com'],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/joinery' } }],
          timeouts: { request: '75s' },
          backendRefs: [{ name: 'rel-joinery-hub', port: 80 }],
        },
      ],
    });
  });

  it('by a Route of OpenShift does the same, for a URL without a path too', async () => {
    const route = findManifest(await renderChart({ values: 'primary-route' }), 'Route', 'hub');

    expect(route.metadata.annotations).toEqual({ 'haproxy.router.openshift.io/timeout': '60s' });
    expect(route.spec).toEqual({
      host: 'hub.apps.example.com',
      path: '/',
      to: { kind: 'Service', name: 'rel-joinery-hub', weight: 100 },
      port: { targetPort: 'api' },
      tls: { termination: 'edge', insecureEdgeTerminationPolicy: 'None' },
    });
  });

  it('by a port of the nodes takes the port asked for', async () => {
    const service = findManifest(await renderChart({ values: 'primary-settings' }), 'Service', 'hub');

    expect(service.spec).toMatchObject({
      type: 'NodePort',
      ports: [{ name: 'api', port: 80, targetPort: 'api', nodePort: 30080 }],
    });
  });
});

describe('NetworkPolicies', () => {
  it('let anyone call the hub, and the hub call DNS and the API server', async () => {
    const policy = findManifest(await renderChart({ values: 'primary' }), 'NetworkPolicy', 'hub');

    expect(policy.spec).toMatchObject({
      ingress: [{ ports: [{ port: 'api' }, { port: 'health' }] }],
      egress: [dns, tcp(443, 6443)],
    });
  });

  it.for(['promote', 'demote'] as const)(
    'let %s call DNS and the API server, and nobody call it',
    async (program) => {
      const policy = findManifest(await renderChart({ values: 'primary' }), 'NetworkPolicy', program);

      expect(policy.spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
      expect(policy.spec?.['egress']).toEqual([dns, tcp(443, 6443)]);
      expect(policy.spec).not.toHaveProperty('ingress');
    },
  );

  it('let agent, join and leave call any port, and nobody call them but for health', async () => {
    const policy = findManifest(await renderChart({ values: 'secondary' }), 'NetworkPolicy', 'agent');

    expect(policy.spec).toMatchObject({
      podSelector: {
        matchExpressions: [{ key: 'app.kubernetes.io/component', values: ['agent', 'join', 'leave'] }],
      },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [tcp(8081)],
      egress: [dns, { ports: [{ port: 1, endPort: 65535, protocol: 'TCP' }] }],
    });
  });

  it('can be switched off', async () => {
    const kinds = (await renderChart({ values: 'primary-settings' })).map(({ kind }) => kind);

    expect(kinds).not.toContain('NetworkPolicy');
  });
});
