import { describe, expect, it } from 'vitest';
import { isWorkload, manifestId } from './manifest.ts';
import type { Labels, Manifest } from './manifest.ts';
import { parseManifests, renderChart, renderValueSets, valueSets } from './render-chart.ts';

const rendered = (await renderValueSets()).map(({ name, text }) => ({
  name,
  manifests: parseManifests(text),
}));
const workloads = rendered.flatMap(({ manifests }) => manifests.filter(isWorkload));

const settings = {
  labels: { 'example.com/mesh': 'off' },
  annotations: { 'example.com/inject': 'false' },
  nodeSelector: { pool: 'system' },
  tolerations: [{ operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
  priorityClassName: 'high',
  runtimeClassName: 'sandboxed',
  env: [{ name: 'TZ', value: 'UTC' }],
};
const everySetting = {
  global: { imagePullSecrets: ['shared'] },
  image: { pullSecrets: [{ name: 'own' }] },
  pods: settings,
};
const modes = {
  primary: { primary: { create: true, name: 'eu-central', ingressURL: 'https://hub.example.com' } },
  secondary: { secondary: { create: true } },
};

describe('pods', () => {
  it('run one program each, which has a ServiceAccount of its own', () => {
    expect(workloads.length).toBeGreaterThan(valueSets.length);
    for (const { metadata, spec } of workloads) {
      const program = metadata.labels['app.kubernetes.io/component'];
      expect(spec.template.spec.serviceAccountName).toBe(metadata.name);
      expect(spec.template.spec.containers.map(({ name, args }) => [name, args])).toEqual([
        [program, [...(program === 'agent' ? ['--lite-mode'] : []), `${program}.cjs`]],
      ]);
    }
  });

  it.for(rendered)('of $name find their ServiceAccount in the release', ({ manifests }) => {
    const accounts = manifests
      .filter(({ kind }) => kind === 'ServiceAccount')
      .map(({ metadata }) => metadata.name);
    const used = manifests.filter(isWorkload).map(({ spec }) => spec.template.spec.serviceAccountName);

    expect(accounts.sort()).toEqual(used.sort());
  });

  it('satisfy the restricted level, read-only, and mount a token only where one is used', () => {
    for (const { spec } of workloads) {
      expect(spec.template.spec).toMatchObject({
        automountServiceAccountToken: true,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      });
      expect(spec.template.spec).not.toHaveProperty('securityContext.runAsUser');
      expect(spec.template.spec).not.toHaveProperty('hostNetwork');
    }
    const accounts = rendered.flatMap(({ manifests }) =>
      manifests.filter(({ kind }) => kind === 'ServiceAccount'),
    );
    expect(accounts.filter((account) => account.automountServiceAccountToken !== false)).toEqual([]);
  });

  it('ask for resources, have a memory limit and keep their last words', () => {
    for (const { spec } of workloads) {
      expect(spec.template.spec.containers[0]).toMatchObject({
        resources: { requests: { cpu: '50m', memory: '96Mi' }, limits: { memory: '256Mi' } },
        terminationMessagePolicy: 'FallbackToLogsOnError',
      });
    }
  });

  it.for(['primary', 'secondary'] as const)('of a %s all take the same settings', async (mode) => {
    const manifests = await renderChart({ values: { ...everySetting, multicluster: modes[mode] } });
    const pods = manifests.filter(isWorkload).map(({ spec }) => spec.template);

    expect(pods).toHaveLength(3);
    for (const { metadata, spec } of pods) {
      const { labels, annotations, env, nodeSelector, ...scheduling } = settings;
      expect(metadata).toMatchObject({ labels, annotations });
      expect(spec).toMatchObject({
        ...scheduling,
        nodeSelector: { ...nodeSelector, 'kubernetes.io/os': 'linux' },
        imagePullSecrets: [{ name: 'shared' }, { name: 'own' }],
        containers: [{ env: expect.arrayContaining(env) }],
      });
    }
  });

  it('of one kind take settings of their own: maps merged, lists replaced', async () => {
    const own = {
      nodeSelector: { pool: 'fast' },
      tolerations: [],
      labels: { tier: 'one' },
      priorityClassName: 'low',
    };
    const manifests = await renderChart({
      values: { ...everySetting, agent: { pod: own }, multicluster: modes.secondary },
    });
    const [agent, job] = ['Deployment', 'Job'].map((kind) =>
      manifests.find((manifest) => manifest.kind === kind),
    );

    expect(agent?.spec?.template).toMatchObject({
      metadata: { labels: { tier: 'one', 'example.com/mesh': 'off' } },
      spec: { nodeSelector: { pool: 'fast', 'kubernetes.io/os': 'linux' }, priorityClassName: 'low' },
    });
    expect(job?.spec?.template?.spec).toMatchObject({
      nodeSelector: { pool: 'system' },
      priorityClassName: 'high',
    });
    expect(job?.spec?.template?.metadata.labels).not.toHaveProperty('tier');
  });

  it('cannot take another identity by a label of the user', async () => {
    const labels = { 'app.kubernetes.io/component': 'hub', 'app.kubernetes.io/instance': 'other' };
    const manifests = await renderChart({ values: { pods: { labels }, multicluster: modes.secondary } });

    for (const { metadata, spec } of manifests.filter(isWorkload)) {
      expect(spec.template.metadata.labels).toMatchObject({
        'app.kubernetes.io/component': metadata.labels['app.kubernetes.io/component'],
        'app.kubernetes.io/instance': 'rel',
      });
    }
  });

  it('of hook Jobs are chosen by no Service, Deployment, budget or affinity', () => {
    for (const { manifests } of rendered) {
      const jobs = manifests.filter(isWorkload).filter(({ kind }) => kind === 'Job');
      const chosen = manifests
        .flatMap(selectorsOf)
        .flatMap((selector) =>
          jobs.filter(({ spec }) => matches(selector, spec.template.metadata.labels)).map(manifestId),
        );
      expect(chosen).toEqual([]);
    }
  });

  it.for([
    ['nothing is set', {}, 'docker.io/joinery/joinery:0.1.0'],
    [
      'Rancher sets its registry',
      { global: { cattle: { systemDefaultRegistry: 'r.example' } } },
      'r.example/joinery/joinery:0.1.0',
    ],
    ['the user names a registry', { image: { registry: '[::1]:5000' } }, '[::1]:5000/joinery/joinery:0.1.0'],
    ['the user names a tag', { image: { tag: 'edge', repository: 'mine' } }, 'docker.io/mine:edge'],
    [
      'the user names registry, tag and digest',
      {
        global: { cattle: { systemDefaultRegistry: 'r.example' } },
        image: { registry: 'mine.example/mirror', tag: 'edge', digest: `sha256:${'0'.repeat(64)}` },
      },
      `mine.example/mirror/joinery/joinery@sha256:${'0'.repeat(64)}`,
    ],
  ] as const)('have one image when %s', async ([, values, image]) => {
    const all = await Promise.all(
      Object.values(modes).map(async (multicluster) => renderChart({ values: { ...values, multicluster } })),
    );
    const images = all
      .flat()
      .filter(isWorkload)
      .flatMap(({ spec }) => spec.template.spec.containers.map((c) => c.image));

    expect(new Set(images)).toEqual(new Set([image]));
  });
});

/** Labels by which objects other than network policies choose pods. */
function selectorsOf({ kind, spec }: Manifest): Labels[] {
  if (kind === 'Service') return [spec?.selector as Labels];
  if (kind !== 'Deployment' && kind !== 'PodDisruptionBudget') return [];
  const selector = spec?.selector as { readonly matchLabels: Labels } | undefined;
  const affinity = JSON.stringify(spec?.template?.spec['affinity'] ?? {});
  const terms = affinity
    .matchAll(/"matchLabels":(\{.*?\})/g)
    .map(([, json = '']) => JSON.parse(json) as Labels);
  return [selector?.matchLabels ?? {}, ...terms];
}

function matches(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
