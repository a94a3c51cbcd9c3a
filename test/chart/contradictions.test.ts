import { describe, expect, it } from 'vitest';
import { helms } from './helm.ts';
import { templateChart } from './render-chart.ts';

describe('contradictory values', () => {
  const primary = { create: true, name: 'a', ingressURL: 'https://hub.example.com' };

  it.for(helms)('are all named at once by %s, each with what to do', async (helm) => {
    const values = {
      multicluster: { primary: { create: true, tls: 'existingSecret' }, secondary: { create: true } },
    };
    const { succeeded, stderr } = await templateChart(helm, { values }, '--skip-schema-validation');

    expect(succeeded).toBe(false);
    expect(stderr).toContain('a release has one mode. Install two releases.');
    expect(stderr).toContain('multicluster.primary.name is empty: set');
    expect(stderr).toContain('multicluster.primary.ingressURL is empty: set');
    expect(stderr).toContain('set multicluster.primary.tlsSecretName.');
  });

  it.for([
    [
      'an http URL',
      { ...primary, ingressURL: 'http://hub' },
      'use https, or set multicluster.primary.allowInsecureURL=true.',
    ],
    [
      'a further http URL',
      { ...primary, additionalURLs: ['http://next'] },
      'http://next is a URL of multicluster.primary: use https',
    ],
    [
      'a bundle beside a CA that the hub makes',
      { ...primary, tls: 'generated', caBundle: 'PEM' },
      'leave multicluster.primary.caBundle empty.',
    ],
    [
      'TLS at the hub behind a Route',
      { ...primary, tls: 'existingSecret', tlsSecretName: 'a', route: { create: true } },
      'set multicluster.primary.tls=ingress',
    ],
  ] as const)('refused by the schema too: %s', async ([, values, sentence]) => {
    const { stderr } = await templateChart(
      'helm4',
      { values: { multicluster: { primary: values } } },
      '--skip-schema-validation',
    );

    expect(stderr).toContain(sentence);
  });

  it.for([
    [
      'two ways to publish the hub',
      { multicluster: { primary: { ...primary, ingress: { create: true }, route: { create: true } } } },
      'multicluster.primary.ingress.create, multicluster.primary.route.create are all true',
    ],
    [
      'an Ingress for an address',
      {
        multicluster: {
          primary: { ...primary, ingressURL: 'https://10.0.0.1/joinery', ingress: { create: true } },
        },
      },
      'use a name, or publish the Service yourself.',
    ],
    [
      'an HTTPRoute for a further address',
      {
        multicluster: {
          primary: {
            ...primary,
            additionalURLs: ['https://10.0.0.1/joinery'],
            httpRoute: { create: true, parentRefs: [{ name: 'public' }] },
          },
        },
      },
      'a URL of multicluster.primary is https://10.0.0.1/joinery: use a name',
    ],
    [
      'a member declared twice',
      { multicluster: { primary: { ...primary, members: [{ name: 'edge-7' }, { name: 'edge-7' }] } } },
      'multicluster.primary.members has two entries for edge-7: make them one.',
    ],
    [
      'the release namespace as one to be made',
      { multicluster: { namespace: 'apps', primary } },
      'set multicluster.createNamespace=false.',
    ],
    [
      'a namespace of Kubernetes as one to be made',
      { multicluster: { namespace: 'kube-system', primary } },
      'belongs to Kubernetes: choose another.',
    ],
    [
      "a Secret of the agent's as the user's",
      { multicluster: { secondary: { create: true, join: { existingSecret: 'mc-identity' } } } },
      "a Secret of the release's own: choose another name.",
    ],
    [
      "the chart's own Secret as the user's",
      { fullnameOverride: 'mc', multicluster: { secondary: { create: true } } },
      "a Secret of the release's own: choose another name.",
    ],
  ] as const)('that a schema cannot see: %s', async ([, values, sentence]) => {
    const results = await Promise.all(helms.map(async (helm) => templateChart(helm, { values })));

    for (const { succeeded, stderr } of results) {
      expect(succeeded).toBe(false);
      expect(stderr).toContain(sentence);
    }
  });
});
