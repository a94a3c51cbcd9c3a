import { X509Certificate } from 'node:crypto';
import type { HubCertificate } from './hub-certificate.ts';

/** What a URL says for a name never looks like this. */
const address = /:|^[\d.]+$/;

/** Tells whether a new certificate is due: two thirds of its life are over, or it is for other hosts or another authority. */
export function isRenewalDue(
  { authority, serving }: HubCertificate,
  { hosts, now }: { hosts: readonly string[]; now: Date },
): boolean {
  const certificate = new X509Certificate(serving.certificate);
  const beginsAtMs = certificate.validFromDate.getTime();
  const endsAtMs = certificate.validToDate.getTime();
  const dueAtMs = beginsAtMs + ((endsAtMs - beginsAtMs) * 2) / 3;
  const isForHosts = hosts.every(
    (host) => (address.test(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined,
  );
  const isIssued = certificate.verify(new X509Certificate(authority.certificate).publicKey);
  return now.getTime() >= dueAtMs || !isForHosts || !isIssued;
}
