import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { X509Certificates } from '../../../../jobs/adapters/certificates/x509-certificates.ts';
import { HttpsHubTransport } from '../../../../jobs/adapters/http-client/https-hub-transport.ts';
import { buildMembersApp } from '../../../../jobs/adapters/http-server/members-app.ts';
import { serve, type RunningServer } from '../../../../jobs/adapters/http-server/serve.ts';
import type { HubCertificate } from '../../../../jobs/core/hub-certificate/hub-certificate.ts';
import { ensureHubCertificate } from '../../../../jobs/workflows/certificate/ensure-hub-certificate.ts';
import { joinCluster } from '../../../../jobs/workflows/join/join-cluster.ts';
import { aPrimaryConfig, setNamespace } from '../../../builders/a-config.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeKubernetesApi } from '../../../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';

/** Makes what a hub under that name serves with, now: TLS is verified by the machine's clock. */
async function makeCertificate(host: string): Promise<HubCertificate> {
  const ports = {
    clock: new FakeClock(new Date().toISOString()),
    kubernetes: new FakeKubernetesApi(host, [setNamespace]),
    certificates: new X509Certificates(),
    logger: createRecordingLogger(),
  };
  return ensureHubCertificate(ports, aPrimaryConfig({ ingressURL: `https://${host}` }));
}

let hub: HttpsHubTransport;
let server: RunningServer;
let primary: Primary;
let secondary: Secondary;
let authority: HubCertificate['authority'];

/** Joins as the Job does, over the network. */
const join = async () => {
  const { signal } = new AbortController();
  return joinCluster({ ...secondary.ports, hub }, secondary.config, { signal, isDisowned: false });
};

beforeEach(async () => {
  const certificate = await makeCertificate('localhost');
  ({ authority } = certificate);
  hub = new HttpsHubTransport();
  const app = buildMembersApp(() => async (incoming) => primary.answerer.answer(incoming));
  server = await serve(app, { port: 0, certificate: certificate.serving });
  const ingressURL = `https://localhost:${server.port}/joinery`;
  primary = await aPrimary('primary', { ingressURL }, authority.certificate);
  secondary = await aSecondary(primary);
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
});

afterEach(async () => {
  hub.close();
  await server.stop();
});

describe('a hub that speaks HTTPS with a certificate of its own making', () => {
  it('is joined with nothing but the token', async () => {
    await join();

    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
    expect(await secondary.readStatus()).toMatchObject({ status: 'Joined' });
  });

  it('is not joined when it serves what another authority issued', async () => {
    const other = await makeCertificate('localhost');
    server.renew(other.serving);

    await expect(join()).rejects.toMatchObject({ code: 'JOINERY_HUB_TLS_UNTRUSTED' });
  });

  it('is not joined under another name', async () => {
    const other = await new X509Certificates().createServing(authority, {
      hosts: ['hub.example.com'],
      validity: { notBefore: new Date(0), notAfter: new Date(Date.now() + 60_000) },
    });
    server.renew(other);

    await expect(join()).rejects.toMatchObject({ code: 'JOINERY_HUB_TLS_UNTRUSTED' });
  });
});
