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

function toHub(path: string) {
  const backend = { service: { name: 'rel-joinery-hub', port: { name: 'api' } } };
  return { path, pathType: 'Prefix', backend };
}

function httpRouteOf(host: string, path: string) {
  return {
    parentRefs: [{ name: 'public', namespace: 'gateways' }],
    hostnames: [host],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: path } }],
        timeouts: { request: '75s' },
        backendRefs: [{ name: 'rel-joinery-hub', port: 80 }],
      },
    ],
  };
}

function routeOf(host: string, path: string) {
  return {
    host,
    path,
    to: { kind: 'Service', name: 'rel-joinery-hub', weight: 100 },
    port: { targetPort: 'api' },
    tls: { termination: 'edge', insecureEdgeTerminationPolicy: 'None' },
  };
}

describe('publishing the hub', () => {
  it('is left to the user by default', async () => {
    const kinds = (await renderChart({ values: 'primary' })).map(({ kind }) => kind);

    expect(kinds).toContain('Service');
    expect(kinds.filter((kind) => /Ingress|Route/.test(kind))).toEqual([]);
  });

  it('by an Ingress uses hosts and paths of the URLs and lets long requests through', async () => {
    const ingress = findManifest(await renderChart({ values: 'primary-ingress' }), 'Ingress', 'hub');

    expect(ingress.metadata.annotations).toEqual({
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '60',
      'nginx.org/proxy-read-timeout': '90s',
      'haproxy.org/timeout-server': '60s',
      'haproxy-ingress.github.io/timeout-server': '60s',
    });
    expect(ingress.spec).toEqual({
      ingressClassName: 'public',
      tls: [{ hosts: ['hub.example.com', 'next.example.com'], secretName: 'hub-certificate' }],
      rules: [
        { host: 'hub.example.com', http: { paths: [toHub('/joinery'), toHub('/next')] } },
        { host: 'next.example.com', http: { paths: [toHub('/')] } },
      ],
    });
  });

  it('by HTTPRoutes does the same for each host, without port and last slash', async () => {
    const manifests = await renderChart({ values: 'primary-httproute' });
    const routes = manifests.filter(({ kind }) => kind === 'HTTPRoute');

    expect(routes.map(({ spec }) => spec)).toEqual([
      httpRouteOf('hub.example.com', '/joinery'),
      httpRouteOf('next.example.com', '/'),
    ]);
  });

  it('by Routes of OpenShift does the same for each URL, for one without a path too', async () => {
    const manifests = await renderChart({ values: 'primary-route' });
    const routes = manifests.filter(({ kind }) => kind === 'Route');

    for (const { metadata } of routes)
      expect(metadata.annotations).toEqual({ 'haproxy.router.openshift.io/timeout': '60s' });
    expect(routes.map(({ spec }) => spec)).toEqual([
      routeOf('hub.apps.example.com', '/'),
      routeOf('hub.apps.example.com', '/next'),
    ]);
  });

  it.for(['ingress', 'httpRoute', 'route'] as const)(
    'by %s changes nothing when two URLs are swapped',
    async (way) => {
      const urls = ['https://hub.example.com/joinery', 'https://next.example.com'] as const;
      const render = async (ingressURL: string, additionalURL: string) => {
        const primary = {
          create: true,
          name: 'a',
          ingressURL,
          additionalURLs: [additionalURL],
          [way]: { create: true, ...(way === 'httpRoute' ? { parentRefs: [{ name: 'public' }] } : {}) },
        };
        const manifests = await renderChart({ values: { multicluster: { primary } } });
        return manifests.filter(({ kind }) => kind.toLowerCase() === way.toLowerCase());
      };

      const before = await render(urls[0], urls[1]);

      expect(before.length).toBeGreaterThan(0);
      expect(await render(urls[1], urls[0])).toEqual(before);
    },
  );

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

  it('let agent, join, leave and doctor call any port, and nobody call them but for health', async () => {
    const policy = findManifest(await renderChart({ values: 'secondary' }), 'NetworkPolicy', 'agent');

    expect(policy.spec).toMatchObject({
      podSelector: {
        matchExpressions: [
          { key: 'app.kubernetes.io/component', values: ['agent', 'join', 'leave', 'doctor'] },
        ],
      },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [tcp(8081)],
      egress: [dns, { ports: [{ port: 1, endPort: 65535, protocol: 'TCP' }] }],
    });
  });

  it('let the doctor of a primary take the way of members, and nobody call it', async () => {
    const policy = findManifest(await renderChart({ values: 'primary' }), 'NetworkPolicy', 'doctor');

    expect(policy.spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect(policy.spec?.['egress']).toEqual([dns, { ports: [{ port: 1, endPort: 65535, protocol: 'TCP' }] }]);
    expect(policy.spec).not.toHaveProperty('ingress');
  });

  it('can be switched off', async () => {
    const kinds = (await renderChart({ values: 'primary-settings' })).map(({ kind }) => kind);

    expect(kinds).not.toContain('NetworkPolicy');
  });
});
