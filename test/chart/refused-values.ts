import { type Case, join, primary, secondary, url } from './value-cases.ts';

/** Values that must be refused, each with the place a user is pointed to. */
export const refusedValues: readonly (Case & { readonly path: string })[] = [
  {
    title: 'both modes',
    path: '/multicluster/secondary/create',
    values: {
      multicluster: { primary: { create: true, name: 'a', ingressURL: url }, secondary: { create: true } },
    },
  },
  ...['escalate', 'bind', 'impersonate', '*'].map((verb) => ({
    title: `a rule of the agent with the verb ${verb}`,
    path: '/agent/rules/0/verbs/0',
    values: { agent: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: [verb] }] } },
  })),
  { title: 'an unknown preset', path: '/agent/presets/0', values: { agent: { presets: ['admin'] } } },
  { title: 'a denied kind that is a resource', path: '/agent/deny/0', values: { agent: { deny: ['pods'] } } },
  { title: 'a primary without a name', path: '/multicluster/primary/name', values: primary({ name: '' }) },
  {
    title: 'a primary without a URL',
    path: '/multicluster/primary/ingressURL',
    values: primary({ ingressURL: '' }),
  },
  {
    title: 'an http URL',
    path: '/multicluster/primary/ingressURL',
    values: primary({ ingressURL: 'http://hub' }),
  },
  {
    title: 'a URL of another scheme',
    path: '/multicluster/primary/ingressURL',
    values: primary({ ingressURL: 'ftp://hub' }),
  },
  {
    title: 'a URL without a scheme',
    path: '/multicluster/primary/ingressURL',
    values: primary({ ingressURL: 'hub.example.com' }),
  },
  {
    title: 'a URL with a user',
    path: '/multicluster/primary/ingressURL',
    values: primary({ ingressURL: 'https://me:pw@hub' }),
  },
  {
    title: 'a URL with a query',
    path: '/multicluster/primary/ingressURL',
    values: primary({ ingressURL: 'https://hub/?a=b' }),
  },
  {
    title: 'a URL that names a variable',
    path: '/multicluster/primary/ingressURL',
    values: primary({ ingressURL: 'https://hub/$(POD_NAME)' }),
  },
  { title: 'a name in capitals', path: '/multicluster/primary/name', values: primary({ name: 'EU' }) },
  {
    title: 'a name of 64 characters',
    path: '/multicluster/primary/name',
    values: primary({ name: 'n'.repeat(64) }),
  },
  { title: 'a name that is a number', path: '/multicluster/primary/name', values: primary({ name: 7 }) },
  {
    title: 'a bundle that is no PEM',
    path: '/multicluster/primary/caBundle',
    values: primary({ caBundle: 'MIIB' }),
  },
  {
    title: 'a private key in the bundle',
    path: '/multicluster/primary/caBundle',
    values: primary({ caBundle: '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n' }),
  },
  {
    title: 'an unknown kind of TLS',
    path: '/multicluster/primary/tls',
    values: primary({ tls: 'passthrough' }),
  },
  {
    title: 'a bundle beside a CA that the hub makes',
    path: '/multicluster/primary/caBundle',
    values: primary({
      tls: 'generated',
      caBundle: '-----BEGIN CERTIFICATE-----\nAA+/\n-----END CERTIFICATE-----\n',
    }),
  },
  {
    title: 'TLS of the hub behind a Route',
    path: '/multicluster/primary/route/create',
    values: primary({ tls: 'generated', route: { create: true } }),
  },
  {
    title: 'TLS at the hub without a Secret',
    path: '/multicluster/primary/tlsSecretName',
    values: primary({ tls: 'existingSecret' }),
  },
  {
    title: 'TLS at the hub behind an Ingress',
    path: '/multicluster/primary/ingress/create',
    values: primary({ tls: 'existingSecret', tlsSecretName: 'a', ingress: { create: true } }),
  },
  {
    title: 'a time to live without a unit',
    path: '/multicluster/primary/tokens/ttl',
    values: primary({ tokens: { ttl: '24' } }),
  },
  {
    title: 'a time to live that is a number',
    path: '/multicluster/primary/tokens/ttl',
    values: primary({ tokens: { ttl: 86400 } }),
  },
  {
    title: 'an HTTPRoute without a Gateway',
    path: '/multicluster/primary/httpRoute/parentRefs',
    values: primary({ httpRoute: { create: true } }),
  },
  {
    title: 'an approval that is neither of the two',
    path: '/multicluster/primary/approval',
    values: primary({ approval: true }),
  },
  {
    title: 'too short a request time-out',
    path: '/multicluster/primary/requestTimeoutSeconds',
    values: primary({ requestTimeoutSeconds: 5 }),
  },
  {
    title: 'a misspelt key of a primary',
    path: '/multicluster/primary',
    values: primary({ ingressUrl: url }),
  },
  {
    title: 'a further URL that is none',
    path: '/multicluster/primary/additionalURLs/0',
    values: primary({ additionalURLs: ['hub.example.com'] }),
  },
  {
    title: 'a further http URL',
    path: '/multicluster/primary/additionalURLs/1',
    values: primary({ additionalURLs: [url, 'http://hub'] }),
  },
  {
    title: 'a declared member without a name',
    path: '/multicluster/primary/members/0',
    values: primary({ members: [{ ttl: '24h' }] }),
  },
  {
    title: 'a declared member with a name in capitals',
    path: '/multicluster/primary/members/0/name',
    values: primary({ members: [{ name: 'EDGE' }] }),
  },
  {
    title: 'a misspelt key of a declared member',
    path: '/multicluster/primary/members/0',
    values: primary({ members: [{ name: 'edge-7', TTL: '24h' }] }),
  },
  {
    title: 'a generation that is a number',
    path: '/multicluster/primary/members/0/token',
    values: primary({ members: [{ name: 'edge-7', token: 2 }] }),
  },
  {
    title: 'a label that is no text',
    path: '/multicluster/primary/members/0/labels/tier',
    values: primary({ members: [{ name: 'edge-7', labels: { tier: 1 } }] }),
  },
  {
    title: 'a key that no label can have',
    path: '/multicluster/primary/members/0/labels',
    values: primary({ members: [{ name: 'edge-7', labels: { 'a b': 'c' } }] }),
  },
  {
    title: 'all Secrets of a namespace for distributions',
    path: '/multicluster/primary/sources/0',
    values: primary({ sources: [{ group: '', resource: 'secrets', kind: 'Secret', namespaces: ['a'] }] }),
  },
  {
    title: 'a source in every namespace',
    path: '/multicluster/primary/sources/0/namespaces/0',
    values: primary({
      sources: [{ group: '', resource: 'configmaps', kind: 'ConfigMap', namespaces: ['*'] }],
    }),
  },
  {
    title: 'every kind as a source',
    path: '/multicluster/primary/sources/0/resource',
    values: primary({ sources: [{ group: '', resource: '*', kind: 'ConfigMap', namespaces: ['a'] }] }),
  },
  {
    title: 'a misspelt key of a source',
    path: '/multicluster/primary/sources/0',
    values: primary({
      sources: [{ group: '', resource: 'configmaps', kind: 'ConfigMap', namespaces: ['a'], name: 'b' }],
    }),
  },
  {
    title: 'accepted labels by a pattern',
    path: '/multicluster/primary/acceptLabels/0',
    values: primary({ acceptLabels: ['example.com/*'] }),
  },
  {
    title: 'an end without a unit for who is offline',
    path: '/multicluster/primary/forgetOfflineAfter',
    values: primary({ forgetOfflineAfter: '90' }),
  },
  {
    title: 'no overlap of two keys',
    path: '/multicluster/primary/rotation/overlap',
    values: primary({ rotation: { overlap: '0h' } }),
  },
  {
    title: 'an end of the set that there is not',
    path: '/uninstall/members',
    values: { uninstall: { members: 'delete' } },
  },
  {
    title: 'a label value that no label can have',
    path: '/multicluster/secondary/labels/tier',
    values: secondary({ labels: { tier: 'a b' } }),
  },
  { title: 'too short a hold', path: '/multicluster/secondary/hold', values: secondary({ hold: 4 }) },
  { title: 'too long a hold', path: '/multicluster/secondary/hold', values: secondary({ hold: 51 }) },
  {
    title: 'keys of no age',
    path: '/multicluster/secondary/keys/maxAge',
    values: secondary({ keys: { maxAge: '' } }),
  },
  {
    title: 'a proxy with a password',
    path: '/multicluster/secondary/connection/proxyURL',
    values: secondary({ connection: { proxyURL: 'http://me:pw@proxy:3128' } }),
  },
  {
    title: 'exceptions from the proxy as one text',
    path: '/multicluster/secondary/connection/noProxy',
    values: secondary({ connection: { noProxy: 'a,b' } }),
  },
  {
    title: 'a CA of the connection that is no PEM',
    path: '/multicluster/secondary/connection/caBundle',
    values: secondary({ connection: { caBundle: 'MIIB' } }),
  },
  { title: 'a misspelt key at the top', path: '', values: { multiCluster: {} } },
  { title: 'a misspelt mode', path: '/multicluster', values: { multicluster: { secundary: {} } } },
  {
    title: 'a namespace in capitals',
    path: '/multicluster/namespace',
    values: { multicluster: { namespace: 'MC' } },
  },
  {
    title: 'an empty namespace',
    path: '/multicluster/namespace',
    values: { multicluster: { namespace: '' } },
  },
  {
    title: 'a truth that is text',
    path: '/multicluster/createNamespace',
    values: { multicluster: { createNamespace: 'no' } },
  },
  {
    title: 'a misspelt key of a secondary',
    path: '/multicluster/secondary',
    values: { multicluster: { secondary: { joins: {} } } },
  },
  {
    title: 'a misspelt key of join',
    path: '/multicluster/secondary/join',
    values: join({ existingsecret: 'a' }),
  },
  {
    title: 'no join Secret',
    path: '/multicluster/secondary/join/existingSecret',
    values: join({ existingSecret: '' }),
  },
  {
    title: 'a token of another kind',
    path: '/multicluster/secondary/join/token',
    values: join({ token: 'eyJhbGciOi' }),
  },
  {
    title: 'a token with a line break',
    path: '/multicluster/secondary/join/token',
    values: join({ token: 'jnry_a\nb' }),
  },
  {
    title: 'an endpoint without a token',
    path: '/multicluster/secondary/join/endpoint',
    values: join({ endpoint: url }),
  },
  {
    title: 'an http endpoint',
    path: '/multicluster/secondary/join/endpoint',
    values: join({ token: 'jnry_a', endpoint: 'http://hub' }),
  },
  {
    title: 'a cut thumbprint',
    path: '/multicluster/secondary/join/primaryThumbprint',
    values: join({ primaryThumbprint: 'abc' }),
  },
  {
    title: 'an unknown way out',
    path: '/multicluster/secondary/join/onUnreachable',
    values: join({ onUnreachable: 'ignore' }),
  },
  {
    title: 'a deadline of nothing',
    path: '/multicluster/secondary/join/deadlineSeconds',
    values: join({ deadlineSeconds: 0 }),
  },
  {
    title: 'a deadline with a unit',
    path: '/multicluster/secondary/join/deadlineSeconds',
    values: join({ deadlineSeconds: '2m' }),
  },
  {
    title: 'exports of a kind that cannot be',
    path: '/multicluster/primary/exports/kinds/0',
    values: primary({ exports: { kinds: ['Pod'] } }),
  },
  {
    title: 'more exports than one request holds',
    path: '/multicluster/primary/exports/perMember',
    values: primary({ exports: { perMember: 41 } }),
  },
  {
    title: 'exports from every namespace',
    path: '/exports/namespaces/0',
    values: { exports: { namespaces: ['*'] } },
  },
  {
    title: 'an inventory that is switched on as a whole',
    path: '/inventory/clusterProfiles',
    values: { inventory: { clusterProfiles: true } },
  },
  { title: 'a foreign MCS controller', path: '/mcs/controller', values: { mcs: { controller: 'none!' } } },
  { title: 'a misspelt key of crds', path: '/crds', values: { crds: { create: false } } },
  { title: 'a misspelt hook', path: '/hooks', values: { hooks: { upgrade: {} } } },
  {
    title: 'a pre-delete deadline that holds an uninstall up',
    path: '/hooks/leave/deadlineSeconds',
    values: { hooks: { leave: { deadlineSeconds: 900 } } },
  },
  {
    title: 'a hook annotation that is no text',
    path: '/hooks/annotations/weight',
    values: { hooks: { annotations: { weight: 5 } } },
  },
  { title: 'a registry in the wrong key', path: '/image', values: { image: { name: 'joinery' } } },
  {
    title: 'a repository in capitals',
    path: '/image/repository',
    values: { image: { repository: 'Joinery' } },
  },
  { title: 'a tag that is a number', path: '/image/tag', values: { image: { tag: 1 } } },
  { title: 'a short digest', path: '/image/digest', values: { image: { digest: 'sha256:abc' } } },
  {
    title: 'an unknown pull policy',
    path: '/image/pullPolicy',
    values: { image: { pullPolicy: 'ifNotPresent' } },
  },
  {
    title: 'a pull Secret without a name',
    path: '/image/pullSecrets/0',
    values: { image: { pullSecrets: [{}] } },
  },
  { title: 'a misspelt key of pods', path: '/pods', values: { pods: { nodeselector: {} } } },
  {
    title: 'an environment variable of the programs',
    path: '/pods/env/0/name',
    values: { pods: { env: [{ name: 'JOINERY_CONFIG', value: '{}' }] } },
  },
  {
    title: 'a misspelt key of one kind of pods',
    path: '/jobs/pod',
    values: { jobs: { pod: { toleration: [] } } },
  },
  { title: 'no hub', path: '/hub/replicas', values: { hub: { replicas: 0 } } },
  { title: 'replicas as text', path: '/hub/replicas', values: { hub: { replicas: '2' } } },
  {
    title: 'an unknown type of Service',
    path: '/hub/service/type',
    values: { hub: { service: { type: 'ExternalName' } } },
  },
  {
    title: 'a port that does not exist',
    path: '/hub/service/port',
    values: { hub: { service: { port: 70000 } } },
  },
  { title: 'a number of agents', path: '/agent', values: { agent: { replicas: 2 } } },
  {
    title: 'no port of the API server',
    path: '/networkPolicy/apiServerPorts',
    values: { networkPolicy: { apiServerPorts: [] } },
  },
  {
    title: 'an interval without a unit',
    path: '/monitoring/podMonitor/interval',
    values: { monitoring: { podMonitor: { interval: '30' } } },
  },
  {
    title: 'a misspelt key of alerts',
    path: '/monitoring/prometheusRule',
    values: { monitoring: { prometheusRule: { enabled: true } } },
  },
  {
    title: 'a fullname of 54 characters',
    path: '/fullnameOverride',
    values: { fullnameOverride: 'f'.repeat(54) },
  },
  { title: 'a label that is no text', path: '/commonLabels/team', values: { commonLabels: { team: true } } },
  {
    title: 'a distribution without a placement',
    path: '/distributions/motd',
    values: { distributions: { motd: { sources: [{ manifests: '' }] } } },
  },
  {
    title: 'a misspelt key of a source',
    path: '/distributions/motd/sources/0',
    values: { distributions: { motd: { placement: {}, sources: [{ manifset: {} }] } } },
  },
  {
    title: 'a level of Pod Security that there is not',
    path: '/library/podSecurity/enforce',
    values: { library: { podSecurity: { enforce: 'strict' } } },
  },
];
