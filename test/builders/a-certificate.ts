// The certificate library needs this to be loaded before it.
import 'reflect-metadata';
import { KeyObject, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 60 * 60 * 1000;

/** A certificate and its private key, both PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  readonly subject: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** A certificate; without `issuer` it is an authority that signed itself. */
export async function aCertificate(
  options: {
    subject?: string;
    issuer?: Certificate;
    hosts?: readonly string[];
    /** When it expires, counted from now; negative for one that has. */
    validForMs?: number;
  } = {},
): Promise<Certificate> {
  const { subject = 'CN=Test authority', issuer, hosts = [], validForMs = dayMs } = options;
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = hosts.map((value) => ({ type: isIP(value) > 0 ? ('ip' as const) : ('dns' as const), value }));
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer?.subject ?? subject,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 2 * dayMs),
    notAfter: new Date(Date.now() + validForMs),
    extensions: [
      new x509.BasicConstraintsExtension(issuer === undefined, undefined, true),
      ...(hosts.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { certificate: `${certificate.toString('pem')}\n`, key, subject, keys };
}
