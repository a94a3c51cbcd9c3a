import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { helms, runHelm } from './helm.ts';
import type { Helm } from './helm.ts';
import type { Manifest } from './manifest.ts';

export const chartFolder = fileURLToPath(new URL('../../charts/joinery/', import.meta.url));

/** Oldest and newest Kubernetes the chart is rendered for. */
export const kubeVersions = ['1.29.0', '1.36.0'] as const;

/** Names of the value sets in the chart's `ci` folder, without `-values.yaml`. */
export const valueSets = readdirSync(`${chartFolder}ci`).map((file) => file.replace(/-values\.yaml$/, ''));

interface RenderOptions {
  /** A value set by name, or values. */
  readonly values?: string | object;
  readonly release?: string;
  readonly namespace?: string;
  readonly kubeVersion?: string;
  readonly chart?: string;
}

/** Runs `helm template`; values go in by standard input, so no file is made. */
export async function templateChart(helm: Helm, options: RenderOptions, ...args: string[]) {
  const { values = {}, release = 'rel', namespace = 'apps', kubeVersion = kubeVersions[1] } = options;
  const file = typeof values === 'string' ? `${chartFolder}ci/${values}-values.yaml` : '-';
  const where = ['--namespace', namespace, '--kube-version', kubeVersion];
  return runHelm(
    helm,
    ['template', release, options.chart ?? chartFolder, ...where, '--values', file, ...args],
    JSON.stringify(values),
  );
}

/** Renders to text; throws with what Helm says when it refuses. */
export async function renderText(helm: Helm, options: RenderOptions): Promise<string> {
  const { succeeded, stdout, stderr } = await templateChart(helm, options);
  if (!succeeded) throw new Error(`Cannot render: ${stderr}`);
  return stdout;
}

/** Renders to objects, by Helm 4 unless told otherwise. */
export async function renderChart(options: RenderOptions, helm: Helm = 'helm4'): Promise<Manifest[]> {
  return parseManifests(await renderText(helm, options));
}

/** Reads the documents of a rendered chart; an empty one counts as nothing. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1' })
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);
}

/** Every value set as rendered by every Helm, at once. */
export async function renderValueSets(): Promise<{ helm: Helm; name: string; text: string }[]> {
  const cases = helms.flatMap((helm) => valueSets.map((name) => ({ helm, name })));
  return Promise.all(
    cases.map(async ({ helm, name }) => ({ helm, name, text: await renderText(helm, { values: name }) })),
  );
}
