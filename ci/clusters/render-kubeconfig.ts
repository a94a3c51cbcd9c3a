import { stringify } from 'yaml';
import type { CertificatePair } from './certificates.ts';

export interface KubeconfigFacts {
  /** Name of the context, for people. */
  readonly name: string;
  readonly server: string;
  readonly authority: string;
  readonly user: CertificatePair;
}

/** A kubeconfig that needs no other file. */
export function renderKubeconfig({ name, server, authority, user }: KubeconfigFacts): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': base64(authority) } }],
    users: [
      {
        name,
        user: { 'client-certificate-data': base64(user.certificate), 'client-key-data': base64(user.key) },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
