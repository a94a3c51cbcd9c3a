import { describe, expect, it } from 'vitest';
import { X509Certificates } from '../../../../jobs/adapters/certificates/x509-certificates.ts';
import { certificateExpiry } from '../../../../jobs/core/hub-certificate/certificate-expiry.ts';

const notBefore = new Date('2026-11-01T00:00:00Z');

async function makeCertificate(notAfter: Date): Promise<string> {
  const validity = { notBefore, notAfter };
  return (await new X509Certificates().createAuthority({ commonName: 'hub', validity })).certificate;
}

describe('certificateExpiry()', () => {
  it('reads when the first certificate expires', async () => {
    const first = await makeCertificate(new Date('2027-02-01T00:00:00Z'));
    const second = await makeCertificate(new Date('2036-11-01T00:00:00Z'));

    expect(certificateExpiry(`${first}\n${second}`)).toEqual(new Date('2027-02-01T00:00:00Z'));
  });
});
