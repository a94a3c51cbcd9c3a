import isBackup, { type Backup } from '#validators/backup';
import { parseHubIdentitySecret } from '../../core/hub-identity/hub-identity-secret.ts';
import { primaryNames } from '../../core/kubernetes/names.ts';
import { BackupInvalid } from './errors.ts';

/**
 * Reads the text of a backup, and checks that the hub's identity in it is whole and the one it names.
 *
 * @throws {BackupInvalid} @throws HubKeyDamaged
 */
export function parseBackup(text: string): Backup {
  const document = parseJson(text);
  if (!isBackup(document)) {
    const [violation] = isBackup.errors ?? [];
    const where = violation?.instancePath || 'it';
    throw new BackupInvalid(`${where} ${violation?.message ?? 'is invalid'}`);
  }
  const identity = document.objects.find(
    ({ kind, name }) => kind === 'Secret' && name === primaryNames.hubIdentity,
  );
  if (identity === undefined) throw new BackupInvalid(`it has no Secret "${primaryNames.hubIdentity}"`);
  const { hubId } = parseHubIdentitySecret({ data: identity.data ?? {} });
  if (hubId !== document.hubId) throw new BackupInvalid('its hub identity is not of the hub it names');
  return document;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the file, which holds keys.
    throw new BackupInvalid('it is not JSON, or it was cut off');
  }
}
