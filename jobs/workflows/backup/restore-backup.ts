import type { Backup } from '#validators/backup';
import { parseHubIdentitySecret } from '../../core/hub-identity/hub-identity-secret.ts';
import { primaryNames, secretTypes } from '../../core/kubernetes/names.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import { renderSecretData } from '../../core/kubernetes/secret-data.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';
import { NotInstalled } from '../release/errors.ts';
import { OtherHub } from './errors.ts';
import { forgetPresence } from './forget-presence.ts';
import { buildMetadata, restoreObject } from './restore-object.ts';
import type { BackedUpObject } from './take-backup.ts';

/** What came of a restore. */
export interface Restored {
  readonly hubId: string;
  /** Unix seconds; the hub tells it to every member from now on. */
  readonly epoch: number;
  /** How many objects were written, the hub's identity included. */
  readonly written: number;
}

/**
 * Brings the objects of a backup back, then gives the hub a new epoch, by which members tell it from the one
 * that was. Objects that are there already stay as they are: they are newer. With `force` those of another
 * hub are overwritten.
 *
 * The hub's identity comes last: until then no hub serves with it. Killed anywhere and run again, it goes on.
 *
 * @throws {OtherHub} When another hub is there.
 */
export async function restoreBackup(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  backup: Backup,
  { namespace, force }: { namespace: string; force: boolean },
): Promise<Restored> {
  const ref = { namespace, name: primaryNames.hubIdentity };
  const present = await ports.kubernetes.get('Secret', ref);
  const isOther = present !== undefined && hubIdOf(present) !== backup.hubId;
  if (isOther && !force) {
    throw new OtherHub({ namespace, found: hubIdOf(present) ?? 'that cannot be read', backup: backup.hubId });
  }
  let written = 0;
  for (const object of backup.objects) {
    if (object.name === primaryNames.hubIdentity) continue;
    const known = forgetPresence(object, ports.clock.now());
    const isWritten = await restoreObject(ports.kubernetes, known, { namespace, isOverwriting: isOther });
    if (isWritten) written += 1;
  }
  const saved = backup.objects.find(({ name }) => name === primaryNames.hubIdentity);
  const { hubId, epoch } = await renewEpoch(ports, namespace, saved);
  return { hubId, epoch, written: written + 1 };
}

/**
 * Gives the hub a new epoch, in which it is the only one. This makes a copy that found itself outdated the
 * hub again; whatever was changed on the newer one is lost. One write, so that no hub ever serves with an
 * identity of the backup and its old epoch.
 *
 * @param saved The identity of a backup; takes the place of one that is missing, or of another hub, or has seen
 *   fewer keys.
 * @throws {NotInstalled} When there is no hub's identity, and none in a backup.
 */
export async function renewEpoch(
  { kubernetes, clock }: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  namespace: string,
  saved?: BackedUpObject,
): Promise<{ hubId: string; epoch: number }> {
  const ref = { namespace, name: primaryNames.hubIdentity };
  const renew = (data: NonNullable<Secret['data']>) => {
    const nowSeconds = Math.floor(clock.now().getTime() / 1000);
    const { epoch: before, fencedBy = 0 } = parseHubIdentitySecret({ data });
    // Later than every epoch a member is known to have met.
    const epoch = Math.max(nowSeconds, before + 1, fencedBy + 1);
    return { ...data, ...renderSecretData({ epoch: String(epoch) }) };
  };
  const changed = await changeObject(kubernetes, 'Secret', ref, (stored) => ({
    ...stored,
    data: renew(chooseIdentity(stored, saved)),
  }));
  if (changed !== undefined) return parseHubIdentitySecret(changed);
  if (saved === undefined) throw new NotInstalled({ role: 'primary', namespace });
  const created = await kubernetes.create('Secret', {
    metadata: buildMetadata(saved, ref),
    type: secretTypes.hubIdentity,
    data: renew(saved.data ?? {}),
  });
  return created === undefined
    ? renewEpoch({ kubernetes, clock }, namespace, saved)
    : parseHubIdentitySecret(created);
}

/** Of two states of one hub the one that has seen more keys, the stored one when they are level; else the saved. */
function chooseIdentity(
  stored: Stored<Secret>,
  saved: BackedUpObject | undefined,
): NonNullable<Secret['data']> {
  const storedData = stored.data ?? {};
  if (saved?.data === undefined) return storedData;
  if (hubIdOf(stored) !== hubIdOf(saved)) return saved.data;
  const [seen, sees] = [saved, stored].map((secret) => parseHubIdentitySecret(secret).chain.length);
  return (seen ?? 0) > (sees ?? 0) ? saved.data : storedData;
}

function hubIdOf(secret: Pick<Secret, 'data'>): string | undefined {
  try {
    return parseHubIdentitySecret(secret).hubId;
  } catch {
    // Damaged: a restore is the remedy, and --force says that it may be overwritten.
    return undefined;
  }
}
