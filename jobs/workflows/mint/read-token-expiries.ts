import { secretTypes } from '../../core/kubernetes/names.ts';
import type { Secret } from '../../core/kubernetes/objects.ts';
import { parseSecretData } from '../../core/kubernetes/secret-data.ts';
import type { Sample } from '../../ports/metrics.ts';
import type { Stored } from '../../ports/kubernetes-api.ts';

/** When each token that may still be used expires. */
export function* readTokenExpiries(
  secrets: Iterable<Stored<Secret>>,
): Iterable<Sample<'joinery_join_token_expiry_timestamp_seconds'>> {
  for (const { type, data, metadata } of secrets) {
    if (type !== secretTypes.joinToken) continue;
    const { status, 'expires-at': expiresAt } = parseSecretData(data);
    if (status !== 'Ready' || expiresAt === undefined) continue;
    yield { labels: { secret: metadata.name }, value: new Date(expiresAt).getTime() / 1000 };
  }
}
