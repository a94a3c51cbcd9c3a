import type { Backup } from '#validators/backup';
import { parseHubIdentitySecret } from '../../core/hub-identity/hub-identity-secret.ts';
import { primaryNames, secretTypes } from '../../core/kubernetes/names.ts';
import type { ConfigMap, Secret } from '../../core/kubernetes/objects.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import type { Member } from '../../core/membership/member.ts';
import type { Kind } from '../../ports/kubernetes-api.ts';
import type { PrimaryPorts } from '../ports.ts';
import { NotInstalled } from '../release/errors.ts';

/** One object of a backup. */
export type BackedUpObject = Backup['objects'][number];

/** The format this version writes and reads. */
const format = 'joinery.dev/backup/v1';

/**
 * Reads everything that would be lost with the cluster: the hub's keys, what it knows of tokens, who holds
 * which cluster, and the members. The result holds private keys.
 *
 * @throws {NotInstalled} When there is no hub's identity. @throws HubKeyDamaged
 */
export async function takeBackup(
  { kubernetes, clock }: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  namespace: string,
): Promise<Backup> {
  // Members last: one that joins meanwhile is then there without its use of a token, which heals.
  // The other way round it would look removed.
  const secrets = await kubernetes.list('Secret', { namespace });
  const claims = await kubernetes.list('ConfigMap', { namespace });
  const members = await kubernetes.list('Member', { namespace });
  const identity = secrets.find(({ metadata }) => metadata.name === primaryNames.hubIdentity);
  if (identity === undefined) throw new NotInstalled({ role: 'primary', namespace });
  const kept = secrets.filter((secret) => isKept(secret));
  const claimed = claims.filter(({ metadata }) => metadata.name.startsWith(primaryNames.clusterClaim('')));
  return {
    format,
    hubId: parseHubIdentitySecret(identity).hubId,
    takenAt: renderTimestamp(clock.now()),
    objects: [
      ...kept.map((secret) => strip('Secret', secret)),
      ...claimed.map((claim) => strip('ConfigMap', claim)),
      ...members.map((member) => strip('Member', member)),
    ],
  };
}

function isKept({ type, metadata: { name } }: Secret): boolean {
  return (
    type === secretTypes.verifier || name === primaryNames.hubIdentity || name === primaryNames.hubCertificate
  );
}

/** Leaves out what the API server and other tools wrote. */
function strip(
  kind: BackedUpObject['kind'] & Kind,
  {
    metadata,
    ...object
  }: Partial<Secret & Member & ConfigMap> & { metadata: { name: string } } & Pick<Secret, 'metadata'>,
): BackedUpObject {
  const { name, labels, annotations } = metadata;
  const { type, data, spec, status } = object;
  const all = { kind, name, labels, annotations, type, data, spec, status };
  return JSON.parse(JSON.stringify(all)) as BackedUpObject;
}
