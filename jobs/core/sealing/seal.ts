import { CompactEncrypt, compactDecrypt, type CryptoKey, importJWK } from 'jose';
import type { Manifest } from '../kubernetes/manifest.ts';
import { thumbprint } from '../keys/thumbprint.ts';
import type { PrivateKey, PublicKey } from '../keys/public-key.ts';
import { readKeyId } from '../protocol/jws.ts';
import { SealNotOpened } from './errors.ts';

/** Key agreement by X25519 (RFC 8037) with an ephemeral key, directly: there is one recipient. */
const algorithm = 'ECDH-ES';
const encryption = 'A256GCM';
const type = 'joinery-object+jwe';

/** Keys as the library takes them; see `protocol/jws.ts`. */
const imported = new WeakMap<PublicKey, Promise<CryptoKey | Uint8Array>>();

async function importKey(key: PublicKey): Promise<CryptoKey | Uint8Array> {
  const found = imported.get(key) ?? importJWK({ ...key }, algorithm);
  imported.set(key, found);
  return found;
}

/** Seals an object to a member: compact JWE (RFC 7516), `kid` the thumbprint of its sealing key. Never twice the same. */
export async function seal(manifest: Manifest, sealing: PublicKey): Promise<string> {
  return new CompactEncrypt(Buffer.from(JSON.stringify(manifest), 'utf8'))
    .setProtectedHeader({ alg: algorithm, enc: encryption, typ: type, kid: thumbprint(sealing) })
    .encrypt(await importKey(sealing));
}

/**
 * Opens what was sealed to this member.
 *
 * @throws {SealNotOpened} When it was sealed to another key, altered, or made for something else.
 */
export async function unseal(jwe: string, sealing: PrivateKey): Promise<Manifest> {
  if (readKeyId(jwe) !== thumbprint(sealing)) throw new SealNotOpened('it is sealed to another key');
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, await importKey(sealing), {
      keyManagementAlgorithms: [algorithm],
      contentEncryptionAlgorithms: [encryption],
    });
    if (protectedHeader.typ === type) {
      return JSON.parse(Buffer.from(plaintext).toString('utf8')) as Manifest;
    }
  } catch {
    throw new SealNotOpened('it was altered');
  }
  throw new SealNotOpened('it is no object');
}
