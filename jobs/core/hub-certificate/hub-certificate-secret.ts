import { primaryNames, secretTypes } from '../kubernetes/names.ts';
import type { Secret } from '../kubernetes/objects.ts';
import { parseSecretData, renderSecretData } from '../kubernetes/secret-data.ts';
import type { HubCertificate } from './hub-certificate.ts';
import { parseKeyPair } from './parse-key-pair.ts';

/** Builds the Secret: of the type and with the keys that other programs know, and the authority's key. */
export function buildHubCertificateSecret({ authority, serving }: HubCertificate, namespace: string): Secret {
  return {
    metadata: { name: primaryNames.hubCertificate, namespace },
    type: secretTypes.tls,
    data: renderSecretData({
      'tls.crt': serving.certificate,
      'tls.key': serving.key.reveal(),
      'ca.crt': authority.certificate,
      'ca.key': authority.key.reveal(),
    }),
  };
}

/**
 * Reads it back.
 *
 * @throws {HubCertificateInvalid} When a part is missing or does not fit its other half.
 */
export function parseHubCertificateSecret({ data }: Pick<Secret, 'data'>): HubCertificate {
  const texts = parseSecretData(data);
  return {
    authority: parseKeyPair(texts, { certificate: 'ca.crt', key: 'ca.key' }),
    serving: parseKeyPair(texts, { certificate: 'tls.crt', key: 'tls.key' }),
  };
}
