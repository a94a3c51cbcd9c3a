import type { Manifest } from '../kubernetes/manifest.ts';
import { describeKey, keyOf, keyText } from '../kubernetes/object-key.ts';
import { isMap } from './check-manifest.ts';
import type { Distribution } from './distribution.ts';
import { finishManifest } from './finish-manifest.ts';
import type { RenderFinding } from './render-finding.ts';
import type { SourceObject } from './resolve-sources.ts';
import { buildFinding } from './source-finding.ts';
import type { TemplateNames } from './template-expression.ts';

/** Objects in one part; `part.schema.json` says the same. */
const maxObjects = 5000;

/** An object as one member gets it. */
export interface RenderedObject {
  readonly manifest: Manifest;
  /** Whether it is sealed on its way. */
  readonly isConfidential: boolean;
}

/** All objects for a member; with a finding they are not all. */
export interface RenderedObjects {
  readonly objects: readonly RenderedObject[];
  readonly findings: readonly RenderFinding[];
}

/** What templates may name for one member: the cluster, and the values with its own over those for all. */
export function buildNames(
  { spec }: Distribution,
  cluster: { readonly name: string; readonly labels: Readonly<Record<string, string>> },
): TemplateNames {
  const { values = {}, clusterValues = {} } = spec;
  const own = Object.hasOwn(clusterValues, cluster.name) ? clusterValues[cluster.name] : {};
  return { cluster: { name: cluster.name, labels: cluster.labels }, values: mergeValues(values, own) };
}

/** Maps are merged, everything else is replaced. */
function mergeValues(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isMap(base) || !isMap(over)) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, mergeValues(readOwn(base, key), readOwn(over, key))]),
  );
}

function readOwn(map: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Renders what the sources are for one member. What needs nothing filled in is the same object for all. */
export function renderObjects(sources: readonly SourceObject[], names: TemplateNames): RenderedObjects {
  const findings: RenderFinding[] = [];
  const objects: RenderedObject[] = [];
  const keys = new Set<string>();
  for (const object of sources) {
    const manifest = 'manifest' in object ? object.manifest : fillIn(object, names, findings);
    if (manifest === undefined) continue;
    const key = keyText(keyOf(manifest));
    const { source } = object;
    if (keys.has(key)) {
      const found = 'another source, or this one, has it too';
      findings.push(
        buildFinding({ reason: 'DuplicateObject', source, object: describeKey(keyOf(manifest)), found }),
      );
    }
    keys.add(key);
    objects.push({ manifest, isConfidential: object.isConfidential || isSecret(manifest) });
  }
  if (objects.length > maxObjects) {
    const found = `there are ${objects.length} objects, of ${maxObjects} at most`;
    findings.push(buildFinding({ reason: 'TooLarge', source: sources.at(-1)?.source ?? 0, found }));
  }
  return { objects, findings };
}

function fillIn(
  { source, template, finishing }: Extract<SourceObject, { template: unknown }>,
  names: TemplateNames,
  findings: RenderFinding[],
): Manifest | undefined {
  const filled = template.fillIn(names);
  for (const { reason, place, found } of filled.findings) {
    findings.push(buildFinding({ reason, source, found: `at ${place} ${found}` }));
  }
  if (filled.findings.length > 0) return undefined;
  const finished = finishManifest(filled.value, finishing);
  if ('manifest' in finished) return finished.manifest;
  findings.push(buildFinding({ ...finished, source }));
  return undefined;
}

function isSecret({ apiVersion, kind }: Manifest): boolean {
  return apiVersion === 'v1' && kind === 'Secret';
}
