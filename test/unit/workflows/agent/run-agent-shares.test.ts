import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAgent } from '../../../../jobs/workflows/agent/run-agent.ts';
import { followExports } from '../../../../jobs/workflows/services/keep-exports.ts';
import { ServiceSharing } from '../../../../jobs/workflows/services/service-sharing.ts';
import { aReadyEndpoint, aService, aServiceExport, anEndpointSlice } from '../../../builders/a-service.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { aSharingMember, bareCrds, serviceKinds } from '../../../builders/a-sharing-member.ts';
import { found } from '../../../builders/found.ts';
import { FakeClusterObjects } from '../../../fakes/fake-cluster-objects.ts';

let primary: Primary;
let secondary: Secondary;
let objects: FakeClusterObjects;
let other: Awaited<ReturnType<typeof aSharingMember>>;
let stop: AbortController;

beforeEach(async () => {
  stop = new AbortController();
  const { signal } = stop;
  primary = await aPrimary('primary', { mcs: { controller: 'joinery', reach: 'podNetwork' } });
  void followExports(primary.ports, primary.hub, found(primary.hub.services), signal).catch(() => undefined);
  other = await aSharingMember(primary, 'edge-8');
  secondary = await aSecondary(primary, { name: 'edge-7' });
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  objects = new FakeClusterObjects('edge-7', ['shop']);
  for (const kind of serviceKinds) objects.serve(kind);
  const ports = { ...secondary.ports, objects, upstreamCrds: bareCrds };
  const sharing = new ServiceSharing(ports, { reach: 'podNetwork', isInstalling: false });
  runAgent(secondary.ports, secondary.config, signal, { sharing }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  await primary.clock.advance(5000);
});

afterEach(() => stop.abort(new Error('stopped')));

describe('runAgent(), in a set that shares services', () => {
  it('gives up the word that is held, to tell what is exported', async () => {
    for (const manifest of [aService(), anEndpointSlice([aReadyEndpoint('10.7.0.1')]), aServiceExport()])
      objects.edit(manifest, 'kubectl');
    await primary.clock.advance(5000);

    await other.speak();

    expect(await other.readAddresses()).toEqual(['10.7.0.1']);
  });

  it('takes up what another cluster exports', async () => {
    other.exportCart('10.8.0.1');
    await other.speak();
    await other.speak();

    await primary.clock.advance(5000);

    const slices = await objects.list({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      labels: 'joinery.dev/component',
    });
    expect(slices).toMatchObject([{ endpoints: [{ addresses: ['10.8.0.1'] }] }]);
  });
});
