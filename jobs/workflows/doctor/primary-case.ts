import type { PrimaryConfig } from '#validators/primary-config';
import { parseEndpoint } from '../../core/endpoint/parse-endpoint.ts';
import { parseHubCertificateSecret } from '../../core/hub-certificate/hub-certificate-secret.ts';
import type { HubCertificate } from '../../core/hub-certificate/hub-certificate.ts';
import { parseHubIdentitySecret } from '../../core/hub-identity/hub-identity-secret.ts';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { primaryNames } from '../../core/kubernetes/names.ts';
import type { DoctorPorts } from './check.ts';
import { once } from './once.ts';
import type { HubAddress } from './send-probe.ts';

/** What a primary has, each part read when it is asked for first, and once. */
export interface PrimaryCase {
  /** @throws {HubKeyDamaged} */
  readonly identity: () => Promise<HubIdentity | undefined>;
  /** The certificate that `tls: generated` makes. @throws {HubCertificateInvalid} */
  readonly certificate: () => Promise<HubCertificate | undefined>;
  /** Where members find the hub. */
  readonly address: () => Promise<HubAddress | undefined>;
}

/** Prepares to look at the release of a primary. */
export function openPrimaryCase({ kubernetes }: DoctorPorts, config: PrimaryConfig): PrimaryCase {
  const { namespace, ingressURL, allowInsecureURL, caBundle } = config;
  const identity = once(async () => {
    const secret = await kubernetes.get('Secret', { namespace, name: primaryNames.hubIdentity });
    return secret && parseHubIdentitySecret(secret);
  });
  const certificate = once(async () => {
    const secret = await kubernetes.get('Secret', { namespace, name: primaryNames.hubCertificate });
    return secret && parseHubCertificateSecret(secret);
  });
  const address = once(async () => {
    const pin = (await identity())?.hubId;
    if (pin === undefined) return undefined;
    const made = config.tls === 'generated' ? (await certificate())?.authority.certificate : undefined;
    return { endpoint: parseEndpoint(ingressURL, allowInsecureURL), pin, extraCa: made ?? caBundle };
  });
  return { identity, certificate, address };
}
