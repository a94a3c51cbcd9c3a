import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKeyPair } from '../../../../jobs/adapters/certificates/read-key-pair.ts';
import { aCertificate } from '../../../builders/a-certificate.ts';

const invalid = expect.objectContaining({ code: 'JOINERY_HUB_CERTIFICATE_INVALID' }) as Error;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('readKeyPair()', () => {
  it('reads the files of a mounted Secret', async () => {
    const { certificate, key } = await aCertificate();
    writeFileSync(join(folder, 'tls.crt'), certificate);
    writeFileSync(join(folder, 'tls.key'), key);

    const pair = readKeyPair(folder);

    expect([pair.certificate, pair.key.reveal()]).toEqual([certificate, key]);
  });

  it('refuses a certificate with the key of another', async () => {
    const [one, other] = [await aCertificate(), await aCertificate()];
    writeFileSync(join(folder, 'tls.crt'), one.certificate);
    writeFileSync(join(folder, 'tls.key'), other.key);

    expect(() => readKeyPair(folder)).toThrow(invalid);
  });

  it('refuses a folder that lacks one', () => {
    writeFileSync(join(folder, 'tls.crt'), '');

    expect(() => readKeyPair(folder)).toThrow(invalid);
  });
});
