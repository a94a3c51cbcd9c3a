import { HubKeyDamaged } from '../../core/hub-identity/errors.ts';
import { parseHubIdentitySecret } from '../../core/hub-identity/hub-identity-secret.ts';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { primaryNames } from '../../core/kubernetes/names.ts';
import type { PrimaryPorts } from '../ports.ts';

/**
 * Tells of the hub's identity as it stands in its Secret, whenever that is written, until the signal
 * aborts: another replica may have changed it. While the Secret is gone or cannot be read the hub goes on
 * as the one it knows itself to be.
 */
export async function followHubIdentity(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'logger'>,
  namespace: string,
  { signal, onIdentity }: { signal: AbortSignal; onIdentity: (identity: HubIdentity) => void },
): Promise<void> {
  const selection = { namespace, name: primaryNames.hubIdentity };
  for await (const change of ports.kubernetes.watch('Secret', selection, signal)) {
    const secret = change.type === 'snapshot' ? change.objects[0] : change.object;
    if (secret === undefined || change.type === 'deleted') {
      ports.logger.error('Hub identity gone');
      continue;
    }
    try {
      onIdentity(parseHubIdentitySecret(secret));
    } catch (error) {
      if (!(error instanceof HubKeyDamaged)) throw error;
      ports.logger.error('Hub identity not taken up', { err: error });
    }
  }
}
