import { createHash } from 'node:crypto';
import type { Manifest } from '../kubernetes/manifest.ts';
import { memberApiVersion } from '../membership/member.ts';
import { exportDigestAnnotation, exportLabels } from './export-names.ts';
import { measureContent, type Offer } from './offer.ts';

/** The member that offers. */
export interface Exporter {
  readonly name: string;
  readonly uid: string;
}

/** Tells whether a content is that of the offer, and what the offer said of it. */
export function isOffered(manifest: Manifest, { kind, namespace, name, type, bytes }: Offer): boolean {
  const { metadata } = manifest;
  return (
    manifest.apiVersion === 'v1' &&
    manifest.kind === kind &&
    metadata.namespace === namespace &&
    metadata.name === name &&
    manifest['type'] === type &&
    measureContent(manifest) === bytes
  );
}

/** Name of what the hub keeps of an offer: the same for the same object of the same member. */
export function exportName(
  member: string,
  { kind, namespace, name }: Pick<Offer, 'kind' | 'namespace' | 'name'>,
): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([kind, namespace, name]))
    .digest('hex')
    .slice(0, 16);
  return `export-${member}-${hash}`;
}

/**
 * Builds what the hub keeps of an offer. It has no label of the member's choosing: a Distribution that selects by
 * others cannot be made to take it. It goes with its Member.
 */
export function buildExport(
  manifest: Manifest,
  offer: Offer,
  about: { member: Exporter; namespace: string },
): Manifest {
  const { member, namespace } = about;
  const { data, binaryData, type } = manifest;
  return {
    apiVersion: 'v1',
    kind: offer.kind,
    metadata: {
      name: exportName(member.name, offer),
      namespace,
      labels: {
        [exportLabels.by]: member.name,
        [exportLabels.namespace]: offer.namespace,
        [exportLabels.name]: offer.name,
      },
      annotations: { [exportDigestAnnotation]: offer.digest },
      ownerReferences: [{ apiVersion: memberApiVersion, kind: 'Member', ...member }],
    },
    ...(data === undefined ? {} : { data }),
    ...(binaryData === undefined ? {} : { binaryData }),
    ...(type === undefined ? {} : { type }),
  };
}
