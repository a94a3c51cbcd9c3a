import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { X509Certificate } from '@peculiar/x509';
import { Confidential } from '../../core/confidential/confidential.ts';
import type { KeyPair } from '../../core/hub-certificate/hub-certificate.ts';
import type { Certificates, Validity } from '../../ports/certificates.ts';

/** What every TLS client and proxy knows. */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Certificates with ECDSA keys on P-256. */
export class X509Certificates implements Certificates {
  async createAuthority(request: { commonName: string; validity: Validity }): Promise<KeyPair> {
    const x509 = await loadLibrary();
    const keys = await createKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: [{ CN: [request.commonName] }],
      keys,
      signingAlgorithm: algorithm,
      ...request.validity,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return renderPair(certificate, keys);
  }

  async createServing(
    authority: KeyPair,
    request: { hosts: readonly string[]; validity: Validity },
  ): Promise<KeyPair> {
    const x509 = await loadLibrary();
    const keys = await createKeys();
    const names = request.hosts.map((host) => ({
      type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const),
      value: host,
    }));
    const issuer = new x509.X509Certificate(authority.certificate);
    const issuerKey = createPrivateKey(authority.key.reveal()).toCryptoKey(algorithm, false, ['sign']);
    const certificate = await x509.X509CertificateGenerator.create({
      // Clients look at the alternative name alone, and a common name holds 64 characters only.
      subject: [{ CN: ['Joinery hub'] }],
      issuer: issuer.subjectName,
      publicKey: keys.publicKey,
      signingKey: issuerKey,
      signingAlgorithm: algorithm,
      ...request.validity,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(names),
        await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ],
    });
    return renderPair(certificate, keys);
  }
}

/**
 * Loads the library when a certificate is made, which is seldom and in most hubs never: it takes time and
 * memory at the start. It relies on `reflect-metadata` being there first.
 */
async function loadLibrary(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

async function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function renderPair(certificate: X509Certificate, { privateKey }: webcrypto.CryptoKeyPair): KeyPair {
  const key = KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { certificate: `${certificate.toString('pem')}\n`, key: new Confidential(key) };
}
