import { createPrivateKey, X509Certificate } from 'node:crypto';
import { Confidential } from '../confidential/confidential.ts';
import { HubCertificateInvalid } from './errors.ts';
import type { KeyPair } from './hub-certificate.ts';

/**
 * Reads a certificate and its key.
 *
 * @param names What they are called where they come from, for the message.
 * @throws {HubCertificateInvalid} When one cannot be read, or they do not belong together.
 */
export function parseKeyPair(
  texts: Readonly<Record<string, string>>,
  names: { certificate: string; key: string },
): KeyPair {
  const { [names.certificate]: certificate = '', [names.key]: key = '' } = texts;
  if (!isPair(certificate, key)) {
    throw new HubCertificateInvalid(
      `${names.certificate} and ${names.key} are not a certificate and its key, both PEM`,
    );
  }
  return { certificate, key: new Confidential(key) };
}

function isPair(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
