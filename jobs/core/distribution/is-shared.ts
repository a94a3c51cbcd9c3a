import type { Manifest } from '../kubernetes/manifest.ts';
import { componentLabel, primaryNames } from '../kubernetes/names.ts';
import { groupOf } from '../kubernetes/object-key.ts';

/** Secrets that open something in this cluster, or hold all values of a release. */
const ownSecretTypes = /^(joinery\.dev\/.*|kubernetes\.io\/service-account-token|helm\.sh\/release\.v1)$/;

/** ConfigMaps that Kubernetes and OpenShift put into every namespace, and those of the hub. */
const ownConfigMaps =
  /^(kube-root-ca\.crt|openshift-service-ca\.crt|cluster-[0-9a-f]{20}|delivery-.*|distribution-ledger)$/;

/**
 * Tells whether an object may leave the primary. What Joinery keeps there, and what Kubernetes keeps for this cluster
 * alone, never does, whoever asks for it.
 */
export function isShared({ apiVersion, kind, metadata, type }: Manifest): boolean {
  const { name, labels = {} } = metadata;
  if (groupOf(apiVersion) === 'joinery.dev') return false;
  if (componentLabel in labels || labels['app.kubernetes.io/part-of'] === 'joinery') return false;
  if (apiVersion !== 'v1') return true;
  if (kind === 'ConfigMap') return !ownConfigMaps.test(name);
  if (kind !== 'Secret') return true;
  const isOwnType = typeof type === 'string' && ownSecretTypes.test(type);
  return !isOwnType && name !== primaryNames.hubCertificate;
}
