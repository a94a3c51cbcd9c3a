import { parseVerifierSecret } from '../../core/verifier/verifier-secret.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { PrimaryPorts } from '../ports.ts';

/** A verifier outlives its token by this, so that a late member still gets the exact reason. */
const keptMs = 7 * 24 * 3600 * 1000;

/** Deletes the verifiers among these Secrets whose token expired more than a week ago. */
export async function discardVerifiers(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  secrets: readonly Stored<Secret>[],
): Promise<void> {
  const now = ports.clock.now().getTime();
  for (const secret of secrets) {
    const verifier = parseVerifierSecret(secret);
    if (verifier === undefined || now < verifier.expiresAt.getTime() + keptMs) continue;
    const { namespace, name, uid } = secret.metadata;
    await ports.kubernetes.delete('Secret', { ...(namespace === undefined ? {} : { namespace }), name, uid });
  }
}
