import type { PrimaryConfig } from '#validators/primary-config';
import { dissolvedAnnotation, primaryNames } from '../../core/kubernetes/names.ts';
import type { PrimaryPorts } from '../ports.ts';
import { deleteSet } from './delete-set.ts';
import { readHubUid } from './read-hub-uid.ts';

/**
 * Clears away a set that an earlier install was dissolving when it ended, so that this one begins a new
 * set. A hub whose own uninstall dissolves the set goes on answering until it is stopped.
 */
export async function finishDissolution(ports: PrimaryPorts, config: PrimaryConfig): Promise<void> {
  const { namespace } = config;
  const identity = await ports.kubernetes.get('Secret', { namespace, name: primaryNames.hubIdentity });
  const dissolver = identity?.metadata.annotations?.[dissolvedAnnotation];
  if (dissolver === undefined || dissolver === (await readHubUid(ports.kubernetes, config))) return;
  await deleteSet(ports, namespace);
  ports.logger.info('Dissolved set cleared away', { namespace });
}
