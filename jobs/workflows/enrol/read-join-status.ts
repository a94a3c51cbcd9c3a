import { secondaryNames, secretTypes } from '../../core/kubernetes/names.ts';
import { parseSecretData } from '../../core/kubernetes/secret-data.ts';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';

/** `mc-join-status` as it stands; every text is empty while the agent has said nothing. */
export interface SaidStatus {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** All keys of the Secret. */
  readonly texts: Readonly<Record<string, string>>;
  /** Tells one state of the Secret from another; empty when there is none. */
  readonly resourceVersion: string;
}

/** Reads the status Secret; one that is not ours, such as Kasten K10's, counts as none. */
export async function readJoinStatus(kubernetes: KubernetesApi, namespace: string): Promise<SaidStatus> {
  const secret = await kubernetes.get('Secret', { namespace, name: secondaryNames.status });
  const isOurs = secret?.type === secretTypes.joinStatus;
  const texts = parseSecretData(isOurs ? secret.data : {});
  const { status = '', reason = '', message = '', remedy = '' } = texts;
  return { status, reason, message, remedy, texts, resourceVersion: secret?.metadata.resourceVersion ?? '' };
}
