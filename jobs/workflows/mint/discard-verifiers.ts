import { parseVerifierSecret } from '../../core/verifier/verifier-secret.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { PrimaryPorts } from '../ports.ts';

/** A verifier outlives its token by at least this, so that a late member still gets the exact reason. */
const keptMs = 7 * 24 * 3600 * 1000;

/**
 * Deletes the verifiers whose token expired more than a week ago and whose token Secret is gone. While
 * that is there its verifier stays, for it alone tells that the Secret was minted already.
 *
 * @param secrets All Secrets of the set.
 */
export async function discardVerifiers(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  secrets: readonly Stored<Secret>[],
): Promise<void> {
  const now = ports.clock.now().getTime();
  const uids = new Set(secrets.map(({ metadata }) => metadata.uid));
  for (const secret of secrets) {
    const verifier = parseVerifierSecret(secret);
    if (verifier === undefined || uids.has(verifier.secretUid)) continue;
    if (now < verifier.expiresAt.getTime() + keptMs) continue;
    const { namespace, name, uid } = secret.metadata;
    await ports.kubernetes.delete('Secret', { ...(namespace === undefined ? {} : { namespace }), name, uid });
  }
}
