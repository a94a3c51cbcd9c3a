import { type Case, join, primary, secondary, url } from './value-cases.ts';

/** Values that must install: what tools inject, and the edges of what is allowed. */
export const acceptedValues: readonly Case[] = [
  { title: 'no values at all', values: {} },
  { title: 'the condition of a parent chart', values: { enabled: true } },
  { title: 'anything under global', values: { global: { anything: { at: ['all'] } } } },
  {
    title: 'what Rancher injects',
    values: {
      global: {
        cattle: {
          clusterId: 'c-1',
          clusterName: 'one',
          systemDefaultRegistry: '',
          windows: { enabled: false },
        },
        systemDefaultRegistry: '',
      },
    },
  },
  { title: 'what Fleet injects', values: { global: { fleet: { clusterLabels: { env: 'test' } } } } },
  {
    title: 'a distribution in waves',
    values: {
      distributions: {
        motd: {
          placement: { selector: { matchLabels: { env: 'prod' } }, except: ['edge-7'] },
          sources: [{ manifests: 'kind: ConfigMap' }],
          rollout: { maxAtOnce: '25%', stopAfterFailures: 1 },
        },
      },
    },
  },
  { title: 'YAML anchors', values: { 'x-tolerations': [{ operator: 'Exists' }] } },
  { title: 'a primary', values: primary() },
  { title: 'a URL with a port and no path', values: primary({ ingressURL: 'https://hub.example.com:8443' }) },
  {
    title: 'a URL with an IPv6 address',
    values: primary({ ingressURL: 'https://[2001:db8::1]:8443/joinery/' }),
  },
  {
    title: 'an http URL that is allowed',
    values: primary({ ingressURL: 'http://hub', allowInsecureURL: true }),
  },
  {
    title: 'rights to apply what is distributed',
    values: {
      agent: {
        presets: ['policies', 'workloads'],
        rules: [{ apiGroups: ['example.com'], resources: ['*'], verbs: ['get', 'patch'] }],
        deny: ['Pod', 'Role.rbac.authorization.k8s.io', '*.example.com'],
      },
      uninstall: { distributed: 'remove' },
    },
  },
  { title: 'a name of one character', values: primary({ name: '7' }) },
  { title: 'a name of 63 characters', values: primary({ name: 'n'.repeat(63) }) },
  { title: 'a token for a week', values: primary({ tokens: { ttl: '7d' } }) },
  {
    title: 'two certificates in a bundle',
    values: primary({
      caBundle: '-----BEGIN CERTIFICATE-----\nAA+/\nBB==\n-----END CERTIFICATE-----\n'.repeat(2),
    }),
  },
  {
    title: 'TLS at the hub',
    values: primary({ tls: 'existingSecret', tlsSecretName: 'hub.example.com-tls' }),
  },
  { title: "TLS at the hub with the hub's own CA", values: primary({ tls: 'generated' }) },
  { title: 'a Gateway', values: primary({ httpRoute: { create: true, parentRefs: [{ name: 'public' }] } }) },
  {
    title: 'one replica on a fixed node port',
    values: { ...primary(), hub: { replicas: 1, service: { type: 'NodePort', nodePort: 30080 } } },
  },
  {
    title: 'further URLs, a declared member, labels of two keys and a new key for the hub',
    values: primary({
      additionalURLs: [`${url}-2`, 'https://10.0.0.1:8443'],
      members: [
        { name: 'edge-8' },
        {
          name: '7',
          labels: { 'example.com/a_B.c': '', tier: 'x'.repeat(63) },
          ttl: '48h',
          token: '',
          replace: true,
        },
      ],
      acceptLabels: ['tier', 'example.com/region'],
      rotation: { hubKey: '2026-11-20', overlap: '90m' },
    }),
  },
  {
    title: 'labels of any key, an end for who is offline, and one for the set',
    values: {
      ...primary({ acceptLabels: ['*'], forgetOfflineAfter: '90d' }),
      uninstall: { members: 'release' },
    },
  },
  {
    title: 'a kind and a named Secret that distributions may take',
    values: primary({
      sources: [
        { group: 'example.com', resource: 'widgets', kind: 'Widget', namespaces: ['a', 'b'] },
        { group: '', resource: 'secrets', kind: 'Secret', namespaces: ['a'], names: ['login'] },
      ],
    }),
  },
  { title: 'a secondary with the shortest hold', values: secondary({ hold: 5, keys: { maxAge: '1d' } }) },
  {
    title: 'a proxy, who is called without it, labels and the longest hold',
    values: secondary({
      labels: { 'topology.kubernetes.io/zone': 'eu-7' },
      hold: 50,
      connection: {
        proxyURL: 'http://proxy:3128',
        noProxy: ['*', '.example.com', 'hub', '10.0.0.1', 'fd00::1'],
      },
    }),
  },
  { title: 'a token in the values', values: join({ token: 'jnry_abc-DEF_123', endpoint: url }) },
  { title: 'a pinned key', values: join({ primaryThumbprint: 'a'.repeat(43) }) },
  {
    title: 'exports of one kind, and few of them',
    values: primary({ exports: { enabled: true, kinds: ['Secret'], perMember: 1, maxBytes: 1024 } }),
  },
  {
    title: 'namespaces to export from',
    values: { ...secondary({}), exports: { namespaces: ['shop', '7'] } },
  },
  {
    title: 'an inventory whose kinds are brought by others',
    values: {
      ...primary(),
      crds: { upstream: false },
      inventory: { clusterProfiles: { enabled: true }, clusterProperties: { enabled: true } },
    },
  },
  {
    title: 'services shared by load balancers',
    values: { ...secondary({}), mcs: { controller: 'joinery', reach: 'loadBalancer' } },
  },
  { title: 'pull Secrets in both forms', values: { image: { pullSecrets: ['one', { name: 'two' }] } } },
  { title: 'a fullname of 53 characters', values: { fullnameOverride: 'f'.repeat(53) } },
];
