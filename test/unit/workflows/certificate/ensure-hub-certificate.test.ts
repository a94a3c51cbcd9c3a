import { X509Certificate } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PrimaryConfig } from '#validators/primary-config';
import { X509Certificates } from '../../../../jobs/adapters/certificates/x509-certificates.ts';
import { parseSecretData, renderSecretData } from '../../../../jobs/core/kubernetes/secret-data.ts';
import { ensureHubCertificate } from '../../../../jobs/workflows/certificate/ensure-hub-certificate.ts';
import { aPrimaryConfig, setNamespace } from '../../../builders/a-config.ts';
import { found } from '../../../builders/found.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeKubernetesApi } from '../../../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';

const dayMs = 24 * 60 * 60 * 1000;
const ref = { namespace: setNamespace, name: 'hub-tls' };
const certificates = new X509Certificates();

let kubernetes: FakeKubernetesApi;
let clock: FakeClock;

/** One look by a replica of the hub. */
const look = async (overrides: Partial<PrimaryConfig> = {}) =>
  ensureHubCertificate(
    { clock, kubernetes, certificates, logger: createRecordingLogger() },
    aPrimaryConfig(overrides),
  );

const readTexts = async () => parseSecretData((await kubernetes.get('Secret', ref))?.data);

/** Changes the Secret as a person does. */
async function edit(texts: Readonly<Record<string, string>>): Promise<void> {
  const stored = found(await kubernetes.get('Secret', ref));
  await kubernetes.update('Secret', { ...stored, data: { ...stored.data, ...renderSecretData(texts) } });
}

beforeEach(() => {
  kubernetes = new FakeKubernetesApi('primary', [setNamespace]);
  clock = new FakeClock();
});

describe('ensureHubCertificate()', () => {
  it('makes an authority for ten years and a certificate for ninety days, for the host of the URL', async () => {
    const { authority, serving } = await look();

    const [ca, leaf] = [new X509Certificate(authority.certificate), new X509Certificate(serving.certificate)];
    expect(leaf.checkHost('hub.example.com')).toBe('hub.example.com');
    expect([ca.ca, leaf.ca, leaf.checkIssued(ca), leaf.verify(ca.publicKey)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    const days = [ca, leaf].map(({ validToDate }) => (validToDate.getTime() - clock.now().getTime()) / dayMs);
    expect(days).toEqual([3650, 90]);
    expect((await kubernetes.get('Secret', ref))?.type).toBe('kubernetes.io/tls');
    expect(Object.keys(await readTexts())).toEqual(['tls.crt', 'tls.key', 'ca.crt', 'ca.key']);
  });

  it.for([
    ['https://192.0.2.7:8443/joinery', '192.0.2.7'],
    ['https://[2001:db8::7]/joinery', '2001:db8::7'],
  ] as const)('makes one for the address in %s', async ([ingressURL, address]) => {
    const { serving } = await look({ ingressURL });

    expect(new X509Certificate(serving.certificate).checkIP(address)).toBe(address);
    expect(await look({ ingressURL })).toEqual(await look({ ingressURL }));
    expect(kubernetes.writes).toEqual(['create Secret hub-tls']);
  });

  it('makes one, though two replicas come at once', async () => {
    const [one, other] = await Promise.all([look(), look()]);

    expect(one.authority.certificate).toBe(other.authority.certificate);
    expect(one.serving.certificate).toBe(other.serving.certificate);
    expect(kubernetes.writes).toEqual(['create Secret hub-tls']);
  });

  it.for([
    ['at once', 0, 0],
    ['before two thirds of its life', 59, 0],
    ['after two thirds of its life', 61, 1],
    ['after its life', 200, 1],
  ] as const)('looking %s, at day %i, renews it %i times', async ([, day, renewals]) => {
    const before = await look();
    await clock.advance(day * dayMs);

    const after = await look();

    expect(kubernetes.writes.filter((write) => write === 'update Secret hub-tls')).toHaveLength(renewals);
    expect(after.serving.certificate === before.serving.certificate).toBe(renewals === 0);
    expect(after.authority.certificate).toBe(before.authority.certificate);
  });

  it('renews it once, though two replicas find it due at once', async () => {
    await look();
    await clock.advance(61 * dayMs);

    const [one, other] = await Promise.all([look(), look()]);

    expect(one.serving.certificate).toBe(other.serving.certificate);
    expect(kubernetes.writes).toEqual(['create Secret hub-tls', 'update Secret hub-tls']);
  });

  it('makes another for another host, by the same authority', async () => {
    const before = await look();

    const after = await look({ ingressURL: 'https://hub.example.org' });

    expect(new X509Certificate(after.serving.certificate).checkHost('hub.example.org')).toBeDefined();
    expect(after.authority.certificate).toBe(before.authority.certificate);
  });

  it('makes another for a further URL, and none again when the two are swapped', async () => {
    await look();
    const [one, other] = ['https://hub.example.com/joinery', 'https://192.0.2.7'] as const;

    const { serving } = await look({ ingressURL: one, additionalURLs: [other] });
    const swapped = await look({ ingressURL: other, additionalURLs: [one] });

    const certificate = new X509Certificate(serving.certificate);
    expect([certificate.checkHost('hub.example.com'), certificate.checkIP('192.0.2.7')]).toEqual([
      'hub.example.com',
      '192.0.2.7',
    ]);
    expect(swapped.serving.certificate).toBe(serving.certificate);
  });

  it('makes another when the authority in the Secret did not issue it', async () => {
    const { serving: foreign } = await look();
    const stored = found(await kubernetes.get('Secret', ref));
    await kubernetes.delete('Secret', { ...ref, uid: stored.metadata.uid });
    await look();
    await edit({ 'tls.crt': foreign.certificate, 'tls.key': foreign.key.reveal() });

    const { authority, serving } = await look();

    const ca = new X509Certificate(authority.certificate);
    expect(new X509Certificate(serving.certificate).verify(ca.publicKey)).toBe(true);
  });

  it('killed before it wrote, leaves nothing that is in the way', async () => {
    const killed = new Error('killed');
    kubernetes.beforeWrite = () => {
      throw killed;
    };
    await expect(look()).rejects.toBe(killed);
    kubernetes.beforeWrite = () => undefined;

    const { serving } = await look();

    expect((await readTexts())['tls.crt']).toBe(serving.certificate);
  });

  it.for([['ca.crt'], ['ca.key'], ['tls.crt'], ['tls.key']] as const)(
    'does not write over a Secret whose %s was cut',
    async ([name]) => {
      await look();
      await edit({ [name]: (await readTexts())[name]?.slice(0, 100) ?? '' });
      const writes = kubernetes.writes.length;

      await expect(look()).rejects.toMatchObject({ code: 'JOINERY_HUB_CERTIFICATE_INVALID' });

      expect(kubernetes.writes).toHaveLength(writes);
    },
  );
});
