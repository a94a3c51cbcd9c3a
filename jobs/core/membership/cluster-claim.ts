import { createHash } from 'node:crypto';
import { primaryNames } from '../kubernetes/names.ts';
import type { ConfigMap } from '../kubernetes/objects.ts';

/** Key of the claim that names the member. */
const memberKey = 'member';

/** A cluster's UID and the member that holds it. */
export interface ClusterClaim {
  readonly clusterUid: string;
  readonly name: string;
}

/** Builds the ConfigMap by which a member holds a cluster's UID; its name follows from the UID alone. */
export function buildClusterClaim(namespace: string, { clusterUid, name }: ClusterClaim) {
  const hash = createHash('sha256').update(clusterUid).digest('hex').slice(0, 20);
  return { metadata: { namespace, name: primaryNames.clusterClaim(hash) }, data: { [memberKey]: name } };
}

/** Reads which member holds it; `undefined` for a ConfigMap that is no claim. */
export function parseClusterClaim({ metadata, data }: ConfigMap): string | undefined {
  return /^cluster-[0-9a-f]{20}$/.test(metadata.name ?? '') ? data?.[memberKey] : undefined;
}
