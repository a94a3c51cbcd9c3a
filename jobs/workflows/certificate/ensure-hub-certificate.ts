import type { PrimaryConfig } from '#validators/primary-config';
import { hostOf } from '../../core/endpoint/host-of.ts';
import {
  buildHubCertificateSecret,
  parseHubCertificateSecret,
} from '../../core/hub-certificate/hub-certificate-secret.ts';
import type { HubCertificate } from '../../core/hub-certificate/hub-certificate.ts';
import { isRenewalDue } from '../../core/hub-certificate/is-renewal-due.ts';
import { primaryNames } from '../../core/kubernetes/names.ts';
import type { Certificates, Validity } from '../../ports/certificates.ts';
import type { PrimaryPorts } from '../ports.ts';

const dayMs = 24 * 60 * 60 * 1000;
const authorityLifeMs = 3650 * dayMs;
const servingLifeMs = 90 * dayMs;

/** Certificates begin a little before they are made, for members whose clocks are behind. */
const clockToleranceMs = 60 * 60 * 1000;

/**
 * Reads the hub's own certificate and authority, makes both when there are none, and a new certificate
 * when one is due. Whichever replica writes the Secret first wins; all others use what it made.
 *
 * @throws {HubCertificateInvalid} When the Secret is there but unusable; it is never overwritten.
 */
export async function ensureHubCertificate(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger'> & { readonly certificates: Certificates },
  config: PrimaryConfig,
): Promise<HubCertificate> {
  const { kubernetes, certificates, clock } = ports;
  const { namespace, name } = config;
  const hosts = [...new Set([config.ingressURL, ...config.additionalURLs].map(hostOf))];
  const now = clock.now();
  const stored = await kubernetes.get('Secret', { namespace, name: primaryNames.hubCertificate });
  const found = stored && parseHubCertificateSecret(stored);
  if (found !== undefined && !isRenewalDue(found, { hosts, now })) return found;
  const authority =
    found?.authority ??
    (await certificates.createAuthority({
      commonName: `Joinery ${name}`,
      validity: lastFor(authorityLifeMs, now),
    }));
  const serving = await certificates.createServing(authority, {
    hosts,
    validity: lastFor(servingLifeMs, now),
  });
  const made = { authority, serving };
  const secret = buildHubCertificateSecret(made, namespace);
  const written =
    stored === undefined
      ? await kubernetes.create('Secret', secret)
      : await kubernetes.update('Secret', { ...stored, data: { ...stored.data, ...secret.data } });
  if (written === undefined) return ensureHubCertificate(ports, config);
  ports.logger.info('Hub certificate made', { hosts, isAuthorityNew: found === undefined });
  return made;
}

function lastFor(lifeMs: number, now: Date): Validity {
  const nowMs = now.getTime();
  return { notBefore: new Date(nowMs - clockToleranceMs), notAfter: new Date(nowMs + lifeMs) };
}
