import { parseHubIdentitySecret } from '../../core/hub-identity/hub-identity-secret.ts';
import { primaryNames } from '../../core/kubernetes/names.ts';
import { renderSecretData } from '../../core/kubernetes/secret-data.ts';
import { HubOutdated } from '../../core/protocol/errors.ts';
import { changeObject } from '../change-object.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';

/**
 * Takes a proved member's word that it met a newer hub of this set: remembers it, so that all replicas and
 * every later start stand aside. Two hubs that both went on would lead the members in turn; a person says
 * which is right, by giving that one a new epoch.
 *
 * @param seen The epoch the member met.
 * @throws {HubOutdated} When this hub is the older one.
 */
export async function fenceHub(ports: PrimaryPorts, { config, identity }: Hub, seen: number): Promise<void> {
  const { epoch, fencedBy = 0 } = identity();
  if (seen <= epoch) return;
  if (seen > fencedBy) {
    const ref = { namespace: config.namespace, name: primaryNames.hubIdentity };
    await changeObject(ports.kubernetes, 'Secret', ref, (stored) => {
      const { epoch: now, fencedBy: known = 0 } = parseHubIdentitySecret(stored);
      if (seen <= Math.max(now, known)) return undefined;
      return { ...stored, data: { ...stored.data, ...renderSecretData({ 'fenced-by': String(seen) }) } };
    });
    ports.logger.error('Hub stands aside for a newer one', { epoch, seen });
  }
  throw new HubOutdated({ epoch, newest: seen });
}
