import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HubCertificateInvalid } from '../../core/hub-certificate/errors.ts';
import type { KeyPair } from '../../core/hub-certificate/hub-certificate.ts';
import { parseKeyPair } from '../../core/hub-certificate/parse-key-pair.ts';

const names = { certificate: 'tls.crt', key: 'tls.key' };

/**
 * Reads certificate and key from the folder that a Secret of type kubernetes.io/tls is mounted at.
 *
 * @throws {HubCertificateInvalid} Also for the moment in which only one of the two files is the new one.
 */
export function readKeyPair(folder: string): KeyPair {
  const texts = Object.values(names).map((name) => [name, readText(folder, name)]);
  return parseKeyPair(Object.fromEntries(texts) as Record<string, string>, names);
}

function readText(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    throw new HubCertificateInvalid(`there is no file ${name} to read in ${folder}`);
  }
}
