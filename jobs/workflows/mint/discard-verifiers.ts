import type { Secret, StoredMeta } from '../../core/kubernetes/objects.ts';
import type { Verifier } from '../../core/verifier/verifier.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';
import type { PrimaryPorts } from '../ports.ts';

/** A verifier outlives its token by at least this, so that a late member still gets the exact reason. */
const keptMs = 7 * 24 * 3600 * 1000;

/** A verifier, and the Secret it is kept in. */
export interface KeptVerifier {
  readonly metadata: StoredMeta;
  readonly verifier: Verifier;
}

/**
 * Deletes the verifiers whose token expired more than a week ago and whose token Secret is gone. While
 * that is there its verifier stays, for it alone tells that the Secret was minted already.
 *
 * @param verifiers All verifiers of the set.
 * @param tokenSecrets All token Secrets of the set.
 */
export async function discardVerifiers(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock'>,
  verifiers: readonly KeptVerifier[],
  tokenSecrets: readonly Stored<Secret>[],
): Promise<void> {
  const now = ports.clock.now().getTime();
  const uids = new Set(tokenSecrets.map(({ metadata }) => metadata.uid));
  for (const { metadata, verifier } of verifiers) {
    if (uids.has(verifier.secretUid)) continue;
    if (now < verifier.expiresAt.getTime() + keptMs) continue;
    const { namespace, name, uid } = metadata;
    await ports.kubernetes.delete('Secret', { ...(namespace === undefined ? {} : { namespace }), name, uid });
  }
}
