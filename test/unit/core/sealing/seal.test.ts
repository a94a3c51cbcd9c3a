import { CompactEncrypt, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { publicHalf } from '../../../../jobs/core/keys/public-half.ts';
import { thumbprint } from '../../../../jobs/core/keys/thumbprint.ts';
import { seal, unseal } from '../../../../jobs/core/sealing/seal.ts';
import { aKey } from '../../../builders/a-key.ts';

const sealing = aKey(1, 'X25519');
const recipient = publicHalf(sealing);
const manifest = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'door', namespace: 'shop' },
  data: { key: 'c2VzYW1lLW9wZW4=' },
};

/** Seals as the code does, but for what is changed. */
async function sealOtherwise(
  header: Record<string, string>,
  text = JSON.stringify(manifest),
): Promise<string> {
  const key = await importJWK({ ...recipient }, 'ECDH-ES');
  const usual = { alg: 'ECDH-ES', enc: 'A256GCM', typ: 'joinery-object+jwe', kid: thumbprint(recipient) };
  return new CompactEncrypt(Buffer.from(text)).setProtectedHeader({ ...usual, ...header }).encrypt(key);
}

describe('seal()', () => {
  it('makes what its recipient opens', async () => {
    expect(await unseal(await seal(manifest, recipient), sealing)).toEqual(manifest);
  });

  it('shows nothing of what is inside, and is never the same', async () => {
    const [one, other] = [await seal(manifest, recipient), await seal(manifest, recipient)];

    expect(one).not.toBe(other);
    const decoded = one
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
      .join();
    expect(`${one}${decoded}`).not.toMatch(/c2VzYW1l|sesame|shop|Secret/);
  });

  it('names the key it is for', async () => {
    const [header = ''] = (await seal(manifest, recipient)).split('.');

    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({
      kid: thumbprint(recipient),
    });
  });
});

describe('unseal()', () => {
  it.for<readonly [string, () => Promise<string>, string]>([
    ['another key', async () => seal(manifest, publicHalf(aKey(2, 'X25519'))), 'another key'],
    ['this key with a bit turned', async () => turnBit(await seal(manifest, recipient)), 'altered'],
    ['this key and cut', async () => (await seal(manifest, recipient)).slice(0, -4), 'altered'],
    ['this key for another purpose', async () => sealOtherwise({ typ: 'other+jwe' }), 'no object'],
    ['this key by another algorithm', async () => sealOtherwise({ alg: 'ECDH-ES+A256KW' }), 'altered'],
    ['this key by another encryption', async () => sealOtherwise({ enc: 'A128GCM' }), 'altered'],
    ['this key with no JSON in it', async () => sealOtherwise({}, 'sesame'), 'altered'],
    ['nobody', async () => 'sesame', 'another key'],
    ['nobody, and empty', async () => '', 'another key'],
  ])('does not open what is sealed to %s', async ([, build, word]) => {
    const error = await unseal(await build(), sealing).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'JOINERY_SEAL_NOT_OPENED', disposition: 'retry' });
    expect(String(error)).toContain(word);
    expect(String(error)).not.toContain('sesame');
  });
});

function turnBit(jwe: string): string {
  const parts = jwe.split('.');
  const bytes = Buffer.from(parts[3] ?? '', 'base64url');
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  return parts.with(3, bytes.toString('base64url')).join('.');
}
