import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceSharing } from '../../../../jobs/workflows/services/service-sharing.ts';
import { shareServices } from '../../../../jobs/workflows/services/share-services.ts';
import { aReadyEndpoint, aService, aServiceExport, anEndpointSlice } from '../../../builders/a-service.ts';
import { aPrimary, type Primary } from '../../../builders/a-set.ts';
import { aSharingMember, bareCrds, serviceKinds } from '../../../builders/a-sharing-member.ts';
import { found } from '../../../builders/found.ts';
import { FakeClusterObjects } from '../../../fakes/fake-cluster-objects.ts';

const { signal } = new AbortController();
const mcs = { controller: 'joinery', reach: 'podNetwork' } as const;

let primary: Primary;
let objects: FakeClusterObjects;

beforeEach(async () => {
  primary = await aPrimary('primary', { mcs });
  objects = new FakeClusterObjects('primary', ['shop']);
  for (const kind of serviceKinds) objects.serve(kind);
  const ports = { ...primary.ports, objects, upstreamCrds: bareCrds };
  const sharing = new ServiceSharing(ports, { reach: 'podNetwork', isInstalling: false });
  void shareServices(primary.ports, primary.hub, sharing, signal).catch(() => undefined);
  await primary.clock.advance(3000);
});

function exportCart(): void {
  for (const manifest of [aService(), anEndpointSlice([aReadyEndpoint('10.88.1.1')]), aServiceExport()])
    objects.edit(manifest, 'kubectl');
}

const readStored = async () =>
  primary.kubernetes.get('ConfigMap', { namespace: 'joinery-mc', name: 'exports-eu-central' });

describe('shareServices()', () => {
  it('lets the cluster of the primary export and import as a member does', async () => {
    const edge = await aSharingMember(primary, 'edge-7');
    exportCart();
    await primary.clock.advance(3000);
    edge.exportCart('10.88.7.1');
    await edge.speak();
    await edge.speak();
    await primary.clock.advance(3000);

    expect(await edge.readAddresses()).toEqual(['10.88.1.1', '10.88.7.1']);
    expect(objects.names('ServiceImport')).toEqual(['ServiceImport shop/cart']);
    expect(objects.names('EndpointSlice')).toHaveLength(3);
  });

  it('says on its own Member that it takes part', async () => {
    const conditions = found(await primary.readMember('eu-central')).status?.conditions;

    expect(conditions?.find(({ type }) => type === 'Services')).toMatchObject({ status: 'True' });
  });

  it('stores its exports again when they got lost, and writes nothing at rest', async () => {
    exportCart();
    await primary.clock.advance(3000);
    await primary.remove('ConfigMap', 'exports-eu-central');
    await primary.clock.advance(3000);
    const stored = await readStored();
    const before = primary.kubernetes.writes.length + objects.applied.length;

    await primary.clock.advance(600_000);

    expect(stored).toBeDefined();
    expect(primary.kubernetes.writes.length + objects.applied.length).toBe(before);
  });

  it('tries again when the API server is away', async () => {
    primary.kubernetes.goAway();
    exportCart();
    await primary.clock.advance(3000);
    primary.kubernetes.recover();
    await primary.clock.advance(3000);

    expect((await readStored())?.data?.['exports']).toContain('10.88.1.1');
  });
});
