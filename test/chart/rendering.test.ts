import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helms, runHelm } from './helm.ts';
import { isWorkload, manifestId } from './manifest.ts';
import {
  chartFolder,
  kubeVersions,
  parseManifests,
  renderChart,
  renderText,
  renderValueSets,
  templateChart,
  valueSets,
} from './render-chart.ts';

const [first, second] = await Promise.all([renderValueSets(), renderValueSets()]);
const longestRelease = 'r'.repeat(53);

function sortedById(text: string) {
  return parseManifests(text).sort((left, right) => manifestId(left).localeCompare(manifestId(right)));
}

describe('the chart', () => {
  it('renders byte for byte the same twice', () => {
    expect(second).toEqual(first);
  });

  it.for(valueSets)('renders %s alike by both Helms', (name) => {
    const [by3, by4] = first.filter((rendered) => rendered.name === name).map(({ text }) => sortedById(text));

    expect(by4).toEqual(by3);
  });

  it.for(
    valueSets.flatMap((values) =>
      kubeVersions.flatMap((version) => helms.map((helm) => [values, version, helm] as const)),
    ),
  )('renders and lints %s for Kubernetes %s by %s', async ([values, kubeVersion, helm]) => {
    const file = `${chartFolder}ci/${values}-values.yaml`;
    const lint = ['lint', '--strict', chartFolder, '--kube-version', kubeVersion, '--values', file];
    const results = await Promise.all([templateChart(helm, { values, kubeVersion }), runHelm(helm, lint)]);

    expect(results.filter(({ succeeded }) => !succeeded)).toEqual([]);
  });

  it('refuses a Kubernetes that is too old', async () => {
    const { succeeded, stderr } = await templateChart('helm4', { kubeVersion: '1.28.15' });

    expect(succeeded).toBe(false);
    expect(stderr).toContain('>=1.29.0-0');
  });

  it('has only value sets that chart-testing finds, one for each mode at least', () => {
    expect(readdirSync(`${chartFolder}ci`).filter((file) => !file.endsWith('-values.yaml'))).toEqual([]);
    expect(valueSets).toEqual(expect.arrayContaining(['none', 'primary', 'secondary']));
  });

  it('asks neither the cluster, nor the clock, nor chance', () => {
    const templates = readdirSync(`${chartFolder}templates`, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(yaml|tpl|txt)$/.test(file))
      .map((file) => readFileSync(`${chartFolder}templates/${file}`, 'utf8'));
    const impure =
      /\b(lookup|rand\w+|uuidv4|now|ago|date|htmlDate|gen[A-Z]\w+|derivePassword|getHostByName)\b/;

    const used = templates.flatMap((text) =>
      (text.match(/\{\{.*?\}\}/gs) ?? []).filter((code) => impure.test(code)),
    );

    expect(used).toEqual([]);
  });

  it.for(valueSets)(
    'gives every object of %s a name of its own, within limits, with the longest release name',
    async (values) => {
      const manifests = await renderChart({ values, release: longestRelease });
      const ids = manifests.map(manifestId);
      const tooLong = manifests.filter(
        ({ kind, metadata }) => metadata.name.length > (isRights(kind) ? 253 : 63),
      );

      expect(new Set(ids).size).toBe(ids.length);
      expect(tooLong.map(manifestId)).toEqual([]);
    },
  );

  it('labels every object and pod, and keeps names of digits as text', async () => {
    const values = { ...primary, commonLabels: { team: 'platform', 'app.kubernetes.io/instance': 'forged' } };
    const manifests = await renderChart({ values, release: '1234', namespace: '5678' });
    const labels = manifests.flatMap((manifest) => [
      manifest.metadata.labels,
      ...(isWorkload(manifest) ? [manifest.spec.template.metadata.labels] : []),
    ]);

    expect(labels.length).toBeGreaterThan(manifests.length);
    for (const label of labels) {
      expect(label).toMatchObject({
        team: 'platform',
        'app.kubernetes.io/name': 'joinery',
        'app.kubernetes.io/instance': '1234',
        'app.kubernetes.io/managed-by': 'Helm',
        'helm.sh/chart': 'joinery-0.1.0',
      });
    }
    expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['5678', 'joinery-mc', undefined]),
    );
  });

  it('contains no text that was not meant to be there', () => {
    expect(
      first.filter(({ text }) => /<no value>|%!|map\[|\bnil\b/.test(text)).map(({ name }) => name),
    ).toEqual([]);
  });

  it('renders nothing without a mode', async () => {
    expect(parseManifests(await renderText('helm3', {}))).toEqual([]);
    expect(parseManifests(await renderText('helm4', {}))).toEqual([]);
  });
});

const primary = {
  multicluster: {
    primary: { create: true, name: 'eu-central', ingressURL: 'https://hub.example.com/joinery' },
  },
};

function isRights(kind: string): boolean {
  return /Role/.test(kind);
}
