import type { PrimaryConfig } from '#validators/primary-config';
import type { KubernetesApi } from '../../ports/kubernetes-api.ts';

/** Reads the uid of this release's hub Deployment, by which installs are told apart; empty when there is none. */
export async function readHubUid(kubernetes: KubernetesApi, { release }: PrimaryConfig): Promise<string> {
  const ref = { namespace: release.namespace, name: `${release.fullname}-hub` };
  return (await kubernetes.get('Deployment', ref))?.metadata.uid ?? '';
}
