import type { Manifest, ManifestMeta } from '../kubernetes/manifest.ts';
import { isMap } from './check-manifest.ts';

/**
 * Labels and annotations by which a tool knows its own: Helm, Argo CD, Flux, ApplySets, Rancher, kubectl, Kubernetes'
 * controllers, and Joinery. On a copy they would make that tool delete it, or take it over.
 */
const foreignMarks: readonly RegExp[] = [
  /^app\.kubernetes\.io\/instance$/,
  /^(meta\.)?helm\.sh\//,
  /^argocd\.argoproj\.io\/(instance|tracking-id|installation-id)$/,
  /^(kustomize|helm)\.toolkit\.fluxcd\.io\/(name|namespace)$/,
  /^([a-z0-9.-]+\.)?(cattle\.io|joinery\.dev)\//,
  /^applyset\.kubernetes\.io\//,
  /^(config\.kubernetes\.io|config\.k8s\.io)\/owning-inventory$/,
  /^kubectl\.kubernetes\.io\/last-applied-configuration$/,
  /^(deployment|pv|control-plane\.alpha|endpoints|batch)\.kubernetes\.io\//,
];

/** Fields by which an object sits in its cluster, as JSON Pointers; `*` stands for any element. By `group/kind`. */
const localFields: Readonly<Record<string, readonly string[]>> = {
  '/Service': [
    '/spec/clusterIP',
    '/spec/clusterIPs',
    '/spec/healthCheckNodePort',
    '/spec/ipFamilies',
    '/spec/ports/*/nodePort',
  ],
  '/Pod': ['/spec/nodeName'],
  '/PersistentVolumeClaim': ['/spec/volumeName'],
  '/PersistentVolume': ['/spec/claimRef'],
  '/ServiceAccount': ['/secrets'],
};

/**
 * Leaves of an object what may stand in another cluster: no status, nothing that an API server wrote, no owner or
 * finalizer, no mark of a tool.
 *
 * @param isCopy Whether it was read from a cluster; then what ties it to that cluster's nodes and addresses goes too.
 */
export function cleanCopy(manifest: Manifest, isCopy: boolean): Manifest {
  const { status: _, metadata, ...rest } = manifest;
  const clean: Manifest = { ...rest, metadata: cleanMeta(metadata) };
  return isCopy ? dropLocalFields(clean) : clean;
}

/** All else was written by an API server, or ties the object to others. */
function cleanMeta({ name, namespace, labels, annotations }: ManifestMeta): ManifestMeta {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...cleanMarks('labels', labels),
    ...cleanMarks('annotations', annotations),
  };
}

function cleanMarks(
  field: 'labels' | 'annotations',
  marks: Record<string, string> | undefined,
): Partial<ManifestMeta> {
  const kept = Object.entries(marks ?? {}).filter((mark) => !isForeign(mark));
  return kept.length === 0 ? {} : { [field]: Object.fromEntries(kept) };
}

function isForeign([key, value]: [string, string]): boolean {
  if (key === 'app.kubernetes.io/managed-by') return value === 'Helm';
  return foreignMarks.some((mark) => mark.test(key));
}

function dropLocalFields(manifest: Manifest): Manifest {
  const [group = ''] = manifest.apiVersion.includes('/') ? manifest.apiVersion.split('/') : [''];
  const pointers = localFields[`${group}/${manifest.kind}`] ?? [];
  return pointers.reduce<Manifest>(
    (left, pointer) => drop(left, pointer.split('/').slice(1)) as Manifest,
    manifest,
  );
}

/** A headless Service stays one: `None` is no address. */
function drop(value: unknown, [step = '', ...further]: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((element) => drop(element, further));
  if (!isMap(value) || !Object.hasOwn(value, step)) return value;
  const { [step]: found, ...rest } = value;
  if (further.length > 0) return { ...rest, [step]: drop(found, further) };
  const isHeadless = found === 'None' || (Array.isArray(found) && found[0] === 'None');
  return isHeadless ? value : rest;
}
