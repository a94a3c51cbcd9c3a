import type { Manifest } from '../kubernetes/manifest.ts';
import { checkManifest, isManifest, maxManifestBytes } from './check-manifest.ts';
import { cleanCopy } from './clean-copy.ts';

/** What becomes of an object on its way. */
export interface Finishing {
  /** Whether it was read from the primary, and not written in the Distribution. */
  readonly isCopy: boolean;
  /** Takes the place of its own namespace. */
  readonly targetNamespace?: string | undefined;
}

/** An object ready for a member, or what is wrong with it. */
export type Finished =
  { readonly manifest: Manifest } | { readonly reason: 'SourceInvalid' | 'TooLarge'; readonly found: string };

/** Kinds without a namespace that are often distributed; of others only the member knows. */
const clusterScoped: ReadonlySet<string> = new Set([
  'APIService',
  'ClusterIssuer',
  'ClusterPolicy',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeSnapshotClass',
]);

/** Makes of a document, with everything filled in, the object that a member gets. */
export function finishManifest(document: unknown, { isCopy, targetNamespace }: Finishing): Finished {
  if (!isManifest(document)) return { reason: 'SourceInvalid', found: checkManifest(document) ?? '' };
  const clean = cleanCopy(document, isCopy);
  const manifest = targetNamespace === undefined ? clean : moveTo(targetNamespace, clean);
  const bytes = Buffer.byteLength(JSON.stringify(manifest));
  return bytes > maxManifestBytes ? { reason: 'TooLarge', found: 'it is over 1 MiB' } : { manifest };
}

function moveTo(namespace: string, manifest: Manifest): Manifest {
  if (clusterScoped.has(manifest.kind)) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}
