import { type CryptoKey, compactVerify, CompactSign, decodeProtectedHeader, importJWK } from 'jose';
import type { PrivateKey, PublicKey } from '../keys/public-key.ts';
import { thumbprint } from '../keys/thumbprint.ts';

/** Fully specified name of the algorithm (RFC 9864). */
const algorithm = 'Ed25519';

/** What a signature is for; a signature made for one purpose never passes for another. */
export type JwsType = 'request' | 'answer' | 'successor' | 'sealing-key';

/** Keys as the library takes them: making one costs as much as using it, and most are used again and again. */
const imported = new WeakMap<PublicKey, Promise<CryptoKey | Uint8Array>>();

async function importKey(key: PublicKey): Promise<CryptoKey | Uint8Array> {
  const found = imported.get(key) ?? importJWK({ ...key }, algorithm);
  imported.set(key, found);
  return found;
}

/** Signs a text: compact JWS, `typ` from its purpose, `kid` the thumbprint of the key. */
export async function signJws(type: JwsType, payload: string, key: PrivateKey): Promise<string> {
  return new CompactSign(Buffer.from(payload, 'utf8'))
    .setProtectedHeader({ alg: algorithm, typ: `joinery-${type}+jws`, kid: thumbprint(key) })
    .sign(await importKey(key));
}

/** Reads the thumbprint of the key a signature claims to be by; nothing is verified. */
export function readKeyId(jws: string): string | undefined {
  try {
    return decodeProtectedHeader(jws).kid;
  } catch {
    return undefined;
  }
}

/** Returns the signed text, or `undefined` for everything that `key` did not sign for this purpose. */
export async function verifyJws(type: JwsType, jws: string, key: PublicKey): Promise<string | undefined> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws, await importKey(key), {
      algorithms: [algorithm],
    });
    return protectedHeader.typ === `joinery-${type}+jws` ? Buffer.from(payload).toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}
