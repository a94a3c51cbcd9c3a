import { componentLabel, primaryNames, secretTypes } from '../../core/kubernetes/names.ts';
import type { ConfigMap, Secret } from '../../core/kubernetes/objects.ts';
import { parseClusterClaim } from '../../core/membership/cluster-claim.ts';
import type { DeletionRef, Kind, Stored } from '../../ports/kubernetes-api.ts';
import type { PrimaryPorts } from '../ports.ts';

/** Deletions under way at once. */
const atOnce = 16;

/** Secret types that only a set has; a user's Secret in its namespace stays. */
const setTypes = new Set<string | undefined>([secretTypes.joinToken, secretTypes.verifier]);

/**
 * Deletes everything the set consists of; what a hub that still runs makes meanwhile, too. The identity
 * goes last: while it is there, a repeat knows that this is not finished.
 */
export async function deleteSet(
  ports: Pick<PrimaryPorts, 'kubernetes'>,
  namespace: string,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const doomed = await listSet(ports, namespace);
    if (doomed.length === 0) break;
    for (let from = 0; from < doomed.length; from += atOnce) {
      const some = doomed.slice(from, from + atOnce);
      await Promise.all(some.map(async ({ kind, ref }) => ports.kubernetes.delete(kind, ref, signal)));
    }
  }
  const identity = await ports.kubernetes.get(
    'Secret',
    { namespace, name: primaryNames.hubIdentity },
    signal,
  );
  if (identity === undefined) return;
  const { name, uid } = identity.metadata;
  await ports.kubernetes.delete('Secret', { namespace, name, uid }, signal);
}

async function listSet(
  { kubernetes }: Pick<PrimaryPorts, 'kubernetes'>,
  namespace: string,
): Promise<{ kind: Kind; ref: DeletionRef }[]> {
  const [members, secrets, configMaps, leases] = await Promise.all([
    kubernetes.list('Member', { namespace }),
    kubernetes.list('Secret', { namespace }),
    kubernetes.list('ConfigMap', { namespace }),
    kubernetes.list('Lease', { namespace }),
  ]);
  const doomed = {
    Member: members,
    Secret: secrets.filter(isOfSet),
    ConfigMap: configMaps.filter(isOfJoinery),
    Lease: leases.filter(({ metadata }) => metadata.name.startsWith(primaryNames.presencePrefix)),
  };
  return Object.entries(doomed).flatMap(([kind, objects]) =>
    objects.map(({ metadata: { name, uid } }) => ({ kind: kind as Kind, ref: { namespace, name, uid } })),
  );
}

function isOfJoinery(configMap: Stored<ConfigMap>): boolean {
  return (
    parseClusterClaim(configMap) !== undefined || configMap.metadata.labels?.[componentLabel] !== undefined
  );
}

function isOfSet({ metadata, type }: Stored<Secret>): boolean {
  return setTypes.has(type) || metadata.name === primaryNames.hubCertificate;
}
