import type { PrimaryConfig } from '#validators/primary-config';
import { readKeyPair } from '../adapters/certificates/read-key-pair.ts';
import { X509Certificates } from '../adapters/certificates/x509-certificates.ts';
import type { ServingCertificate } from '../core/hub-certificate/hub-certificate.ts';
import { ensureHubCertificate } from '../workflows/certificate/ensure-hub-certificate.ts';
import type { PrimaryPorts } from '../workflows/ports.ts';
import type { ProgramContext } from './program.ts';

/** Folder that the Secret with the hub's certificate is mounted at. */
const folderVariable = 'JOINERY_TLS_DIR';

/** How the hub comes by the certificate it serves with; `undefined` when TLS ends before it. */
export function chooseCertificate(
  ports: PrimaryPorts,
  config: PrimaryConfig,
  environment: ProgramContext['environment'],
): (() => Promise<ServingCertificate>) | undefined {
  if (config.tls === 'ingress') return undefined;
  if (config.tls === 'existingSecret') {
    const folder = environment[folderVariable] ?? '';
    return async () => ({ ...readKeyPair(folder), ca: config.caBundle });
  }
  const certificates = new X509Certificates();
  return async () => {
    const { authority, serving } = await ensureHubCertificate({ ...ports, certificates }, config);
    return { ...serving, ca: authority.certificate };
  };
}
