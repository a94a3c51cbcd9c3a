import { createHubIdentity } from '../../core/hub-identity/create-hub-identity.ts';
import { HubKeyMissing } from '../../core/hub-identity/errors.ts';
import {
  buildHubIdentitySecret,
  parseHubIdentitySecret,
} from '../../core/hub-identity/hub-identity-secret.ts';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { primaryNames, secretTypes } from '../../core/kubernetes/names.ts';
import type { PrimaryConfig } from '#validators/primary-config';
import type { PrimaryPorts } from '../ports.ts';

/**
 * Reads the hub's identity, or makes it when the set is new. Whichever replica or Job creates the Secret
 * first wins; all others use its keys.
 *
 * @throws {HubKeyMissing} When members or verifiers are there but no key: it is never made twice.
 * @throws {HubKeyDamaged} When the Secret is there but unusable.
 */
export async function ensureHubIdentity(
  ports: PrimaryPorts,
  config: Pick<PrimaryConfig, 'namespace' | 'hubKeyRotation'>,
): Promise<HubIdentity> {
  const { namespace } = config;
  const ref = { namespace, name: primaryNames.hubIdentity };
  const found = await ports.kubernetes.get('Secret', ref);
  if (found !== undefined) return parseHubIdentitySecret(found);
  await assertNewSet(ports, namespace);
  const made = createHubIdentity(ports.random.bytes(96), ports.clock.now(), config.hubKeyRotation);
  const created = await ports.kubernetes.create('Secret', buildHubIdentitySecret(made, namespace));
  if (created === undefined) return ensureHubIdentity(ports, config);
  ports.logger.info('Hub identity made', { hubId: made.hubId });
  return made;
}

async function assertNewSet({ kubernetes }: PrimaryPorts, namespace: string): Promise<void> {
  const [members, verifiers] = await Promise.all([
    kubernetes.list('Member', { namespace }),
    kubernetes.list('Secret', { namespace, type: secretTypes.verifier }),
  ]);
  if (members.length + verifiers.length === 0) return;
  const made = await kubernetes.get('Secret', { namespace, name: primaryNames.hubIdentity });
  // Another replica made it between our two looks.
  if (made !== undefined) return;
  throw new HubKeyMissing({ namespace, members: members.length, verifiers: verifiers.length });
}
