import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../jobs/core/distribution/distribution.ts';
import { parseManifests, renderChart } from './render-chart.ts';

const primary = {
  multicluster: { primary: { create: true, name: 'eu', ingressURL: 'https://hub.example.com' } },
};

/** Specs of the Distributions that the hub is to make, by name. */
async function renderDistributions(values: object): Promise<Record<string, Distribution['spec']>> {
  const manifests = await renderChart({ values: { ...primary, ...values } });
  const document = manifests.find(({ metadata }) => metadata.name === 'declared-distributions');
  const data = (document as { data?: Record<string, string> } | undefined)?.data ?? {};
  return Object.fromEntries(
    Object.entries(data).map(([name, spec]) => [name, JSON.parse(spec) as Distribution['spec']]),
  );
}

function manifestsOf(spec: Distribution['spec'] | undefined) {
  return parseManifests(spec?.sources[0]?.manifests ?? '');
}

describe('distributions', () => {
  it('are none by default', async () => {
    expect(await renderDistributions({})).toEqual({});
  });

  it('are what the values say, templates and all', async () => {
    const spec = {
      placement: { names: ['edge-7'] },
      sources: [{ manifests: 'kind: ConfigMap\ndata: {name: "{{ cluster.name }}"}\n' }],
    };

    expect(await renderDistributions({ distributions: { motd: spec } })).toEqual({ motd: spec });
  });
});

describe('the library', () => {
  it('isolates namespaces but for those let in', async () => {
    const namespaceIsolation = { enabled: true, namespaces: ['shop', 'bank'], allowFrom: ['ingress'] };

    const { 'library-namespace-isolation': spec } = await renderDistributions({
      library: { namespaceIsolation },
    });

    expect(spec?.placement).toEqual({ selector: {} });
    expect(manifestsOf(spec)).toMatchObject([
      { kind: 'NetworkPolicy', metadata: { name: 'joinery-isolation', namespace: 'shop' } },
      {
        metadata: { namespace: 'bank' },
        spec: {
          podSelector: {},
          ingress: [
            {
              from: [
                { podSelector: {} },
                { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } },
              ],
            },
          ],
        },
      },
    ]);
  });

  it('labels namespaces that are there for Pod Security, and takes nothing else over', async () => {
    const podSecurity = { enabled: true, namespaces: ['shop'], enforce: 'restricted' };

    const { 'library-pod-security': spec } = await renderDistributions({ library: { podSecurity } });

    expect(spec).toMatchObject({ conflict: 'Adopt', deletion: 'Orphan' });
    expect(manifestsOf(spec)).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: 'shop',
          labels: {
            'pod-security.kubernetes.io/enforce': 'restricted',
            'pod-security.kubernetes.io/audit': 'restricted',
            'pod-security.kubernetes.io/warn': 'restricted',
          },
        },
      },
    ]);
  });

  it('bounds each tenant, where the user says', async () => {
    const tenantQuotas = {
      enabled: true,
      placement: { selector: { matchLabels: { env: 'prod' } } },
      tenants: [{ namespace: 'shop', hard: { pods: '5', 'requests.cpu': 4 } }],
    };

    const { 'library-tenant-quotas': spec } = await renderDistributions({ library: { tenantQuotas } });

    expect(spec).toMatchObject({ placement: tenantQuotas.placement, createNamespaces: true });
    expect(manifestsOf(spec)).toMatchObject([
      { kind: 'ResourceQuota', spec: { hard: { pods: '5', 'requests.cpu': 4 } } },
    ]);
  });

  it('gives nothing without a namespace', async () => {
    expect(await renderDistributions({ library: { namespaceIsolation: { enabled: true } } })).toEqual({});
  });
});
