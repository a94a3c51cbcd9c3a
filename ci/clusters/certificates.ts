// The certificate library needs this to be loaded before it.
import 'reflect-metadata';
import { KeyObject, randomBytes, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Clusters are made to be thrown away; a set older than this is made again. */
export const certificateLifetimeMs = 7 * 24 * 60 * 60 * 1000;

/** Tolerates a clock that is put right while clusters run. */
const backdatedMs = 60 * 60 * 1000;

/** A certificate with its private key, both PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateAuthority extends CertificatePair {
  readonly subject: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface CertificateRequest {
  /** For example `CN=admin, O=system:masters`. */
  readonly subject: string;
  /** Names and addresses it serves; none for a certificate that is only a client's. */
  readonly hosts?: readonly string[];
}

/** Makes a certificate authority, valid from an hour ago. */
export async function createAuthority(subject: string): Promise<CertificateAuthority> {
  const keys = await createKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...common(),
    name: subject,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { subject, keys, certificate: `${certificate.toString('pem')}\n`, key: pemOf(keys) };
}

/** Issues a certificate, with a new key, for a client and, where it names hosts, a server. */
export async function issueCertificate(
  authority: CertificateAuthority,
  { subject, hosts = [] }: CertificateRequest,
): Promise<CertificatePair> {
  const keys = await createKeys();
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
  const extensions: x509.Extension[] = [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension(hosts.length > 0 ? [serverAuth, clientAuth] : [clientAuth]),
    await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
  ];
  if (hosts.length > 0) {
    const names = hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
    extensions.push(new x509.SubjectAlternativeNameExtension(names));
  }
  const certificate = await x509.X509CertificateGenerator.create({
    ...common(),
    subject,
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions,
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: pemOf(keys) };
}

function common() {
  const now = Date.now();
  return {
    // A leading zero bit keeps the number positive.
    serialNumber: `00${randomBytes(12).toString('hex')}`,
    notBefore: new Date(now - backdatedMs),
    notAfter: new Date(now + certificateLifetimeMs),
    signingAlgorithm: algorithm,
  };
}

async function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function pemOf(keys: webcrypto.CryptoKeyPair): string {
  return KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
}
