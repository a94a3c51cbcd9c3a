import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { helms } from './helm.ts';
import { findManifest, isWorkload, manifestId, readConfig } from './manifest.ts';
import { parseManifests, renderChart, renderText } from './render-chart.ts';

function compile(name: string) {
  const file = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  return new Ajv().compile(JSON.parse(readFileSync(file, 'utf8')) as object);
}

const isPrimaryConfig = compile('primary-config');
const isSecondaryConfig = compile('secondary-config');

describe('a primary', () => {
  it('runs hub, promote and demote, each with the configuration it reads', async () => {
    const workloads = (await renderChart({ values: 'primary' })).filter(isWorkload);

    expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual([
      'rel-joinery-demote',
      'rel-joinery-hub',
      'rel-joinery-promote',
    ]);
    expect(workloads.map(readConfig).filter((config) => !isPrimaryConfig(config))).toEqual([]);
    expect(readConfig(findManifest(workloads, 'Deployment', 'hub'))).toEqual({
      version: '0.1.0',
      release: { name: 'rel', namespace: 'apps', fullname: 'rel-joinery' },
      namespace: 'joinery-mc',
      name: 'eu-central',
      ingressURL: 'https://hub.example.com/joinery',
      additionalURLs: [],
      allowInsecureURL: false,
      tls: 'ingress',
      caBundle: '',
      tokenTTL: '24h',
      deadlineSeconds: 60,
      approval: 'automatic',
      members: [],
      acceptLabels: [],
      forgetOfflineAfter: '',
      hubKeyRotation: '',
      hubKeyOverlap: '24h',
      uninstallMembers: 'keep',
      sources: [],
      upstreamCrds: true,
      exports: { enabled: false, kinds: ['ConfigMap', 'Secret'], perMember: 20, maxBytes: 262_144 },
      inventory: { clusterProfiles: false, clusterProperties: false },
      mcs: { controller: 'none', reach: 'podNetwork' },
    });
  });

  it('hands on whom it expects, and how the set goes on and ends', async () => {
    const workloads = (await renderChart({ values: 'primary-members' })).filter(isWorkload);

    expect(workloads.map(readConfig).filter((config) => !isPrimaryConfig(config))).toEqual([]);
    expect(readConfig(findManifest(workloads, 'Job', 'demote'))).toMatchObject({
      additionalURLs: ['https://next.example.com/joinery'],
      members: [
        {
          name: 'edge-7',
          labels: { 'topology.kubernetes.io/region': 'eu' },
          ttl: '48h',
          token: '2',
          replace: true,
        },
        { name: 'edge-8' },
      ],
      acceptLabels: ['topology.kubernetes.io/zone'],
      forgetOfflineAfter: '90d',
      hubKeyRotation: '2026-11',
      hubKeyOverlap: '1h',
      uninstallMembers: 'release',
    });
  });

  it('hands a CA on as it is', async () => {
    const caBundle = '-----BEGIN CERTIFICATE-----\nAA+/\nBB==\n-----END CERTIFICATE-----\n';
    const values = {
      multicluster: { primary: { create: true, name: 'a', ingressURL: 'https://hub.example.com', caBundle } },
    };

    for (const helm of helms) {
      const hub = findManifest(await renderChart({ values }, helm), 'Deployment', 'hub');
      expect(readConfig(hub)).toMatchObject({ caBundle });
    }
  });

  it('keeps the namespace of the set and our kinds on uninstall', async () => {
    const kept = (await renderChart({ values: 'primary' })).filter(
      ({ metadata }) => metadata.annotations?.['helm.sh/resource-policy'] === 'keep',
    );

    expect(kept.map(manifestId)).toEqual([
      'Namespace /joinery-mc',
      'CustomResourceDefinition /distributions.joinery.dev',
      'CustomResourceDefinition /members.joinery.dev',
    ]);
  });

  it('can be installed where both exist already', async () => {
    const manifests = await renderChart({ values: 'primary-tls' });

    expect(manifests.filter(({ kind }) => /Namespace|CustomResource/.test(kind))).toEqual([]);
    expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['apps', 'federation', undefined]),
    );
  });

  it('with one replica has no PodDisruptionBudget', async () => {
    const kinds = (await renderChart({ values: 'primary-tls' })).map(({ kind }) => kind);

    expect(kinds).not.toContain('PodDisruptionBudget');
  });

  it('reads its certificate from the Secret named, and speaks https', async () => {
    const manifests = await renderChart({ values: 'primary-tls' });
    const hub = findManifest(manifests, 'Deployment', 'hub').spec?.template?.spec;

    expect(hub).toMatchObject({
      volumes: [{ name: 'tls', secret: { secretName: 'hub-certificate' } }],
      containers: [
        {
          env: expect.arrayContaining([{ name: 'JOINERY_TLS_DIR', value: '/etc/joinery/tls' }]),
          volumeMounts: [{ name: 'tls', mountPath: '/etc/joinery/tls', readOnly: true }],
        },
      ],
    });
    expect(findManifest(manifests, 'Service', 'hub').spec).toMatchObject({
      type: 'LoadBalancer',
      ports: [{ name: 'api', port: 443, targetPort: 'api', appProtocol: 'https' }],
    });
  });

  it('makes its certificate itself when told to, and speaks https', async () => {
    const primary = { create: true, name: 'a', ingressURL: 'https://hub.example.com', tls: 'generated' };
    const manifests = await renderChart({ values: { multicluster: { primary } } });
    const hub = findManifest(manifests, 'Deployment', 'hub');

    expect(readConfig(hub)).toMatchObject({ tls: 'generated', caBundle: '' });
    expect(hub.spec?.template?.spec?.['volumes']).toBeUndefined();
    expect(findManifest(manifests, 'Service', 'hub').spec).toMatchObject({
      ports: [{ name: 'api', appProtocol: 'https' }],
    });
  });
});

describe('a secondary', () => {
  it('runs agent, join and leave, each with the configuration it reads', async () => {
    const workloads = (await renderChart({ values: 'secondary-token' })).filter(isWorkload);

    expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual([
      'rel-joinery-agent',
      'rel-joinery-join',
      'rel-joinery-leave',
    ]);
    expect(workloads.map(readConfig).filter((config) => !isSecondaryConfig(config))).toEqual([]);
    expect(readConfig(findManifest(workloads, 'Deployment', 'agent'))).toEqual({
      version: '0.1.0',
      release: { name: 'rel', namespace: 'apps', fullname: 'rel-joinery' },
      deployment: 'rel-joinery-agent',
      name: 'edge-7',
      labels: {},
      holdSeconds: 10,
      keysMaxAge: '90d',
      upstreamCrds: true,
      clusterProperties: false,
      exports: { namespaces: [], kinds: ['ConfigMap', 'Secret'] },
      proxy: { url: '', noProxy: [] },
      join: {
        existingSecret: 'mc-join',
        chartSecret: 'rel-joinery-join',
        primaryThumbprint: 'A'.repeat(43),
        allowInsecureURL: false,
        extraCa: '',
        onUnreachable: 'continue',
      },
      apply: {
        enabled: false,
        deny: [
          '*.rbac.authorization.k8s.io',
          '*.admissionregistration.k8s.io',
          'CustomResourceDefinition.apiextensions.k8s.io',
          'APIService.apiregistration.k8s.io',
        ],
        onLeave: 'keep',
      },
      deadlineSeconds: 60,
      mcs: { controller: 'none', reach: 'podNetwork' },
    });
  });

  it('hands on its labels and the way to the primary, and sets no proxy for anything else', async () => {
    const workloads = (await renderChart({ values: 'secondary-proxy' })).filter(isWorkload);
    const agent = findManifest(workloads, 'Deployment', 'agent');

    expect(workloads.map(readConfig).filter((config) => !isSecondaryConfig(config))).toEqual([]);
    expect(readConfig(agent)).toMatchObject({
      labels: { 'topology.kubernetes.io/zone': 'eu-7' },
      holdSeconds: 30,
      keysMaxAge: '30d',
      proxy: { url: 'http://proxy.example.com:3128', noProxy: ['.example.net', '10.0.0.1'] },
      join: { extraCa: '-----BEGIN CERTIFICATE-----\nAA+/\n-----END CERTIFICATE-----\n' },
    });
    expect(agent.spec?.template?.spec.containers[0]?.env.map(({ name }) => name)).toEqual(['JOINERY_CONFIG']);
  });

  it('has one agent at a time', async () => {
    const agent = findManifest(await renderChart({ values: 'secondary' }), 'Deployment', 'agent');

    expect(agent.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  });

  it('makes a Secret of a token in the values, and shows the token nowhere else', async () => {
    const [without, text] = await Promise.all([
      renderText('helm4', { values: 'secondary' }),
      renderText('helm4', { values: 'secondary-token' }),
    ]);
    const secret = findManifest(parseManifests(text), 'Secret', 'join');

    expect(without).not.toContain('kind: Secret\n');
    expect(secret.metadata.name).toBe('rel-joinery-join');
    expect(secret.stringData).toEqual({ token: 'jnry_example', endpoint: 'https://10.0.0.1:8443/joinery' });
    expect(text.split('jnry_example')).toHaveLength(2);
  });

  it('needs no kind of ours and nothing outside its namespace but the right to name the cluster', async () => {
    const manifests = await renderChart({ values: 'secondary' });
    const outside = manifests.filter(({ metadata }) => metadata.namespace !== 'apps');

    expect(outside.map(manifestId).sort()).toEqual([
      'ClusterRole /apps:rel-joinery:agent',
      'ClusterRole /apps:rel-joinery:join',
      'ClusterRoleBinding /apps:rel-joinery:agent',
      'ClusterRoleBinding /apps:rel-joinery:join',
    ]);
  });
});

describe('two releases in one cluster', () => {
  it.for([
    ['of the same name in two namespaces', 'joinery', 'one', 'joinery', 'two'],
    ['of two names in one namespace', 'one', 'joinery', 'two', 'joinery'],
    ['whose names run together', 'a-b', 'c', 'b', 'c-a'],
  ] as const)('%s share no object', async ([, release, namespace, otherRelease, otherNamespace]) => {
    const [primary, secondary] = await Promise.all([
      renderChart({ values: 'primary', release, namespace }),
      renderChart({ values: 'secondary', release: otherRelease, namespace: otherNamespace }),
    ]);
    const ids = [...primary, ...secondary].map(manifestId);

    expect(new Set(ids).size).toBe(ids.length);
  });
});
