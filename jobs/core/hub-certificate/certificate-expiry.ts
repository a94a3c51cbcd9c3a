import { X509Certificate } from 'node:crypto';

/** When a certificate (PEM; of several the first) expires. */
export function certificateExpiry(pem: string): Date {
  return new X509Certificate(pem).validToDate;
}
