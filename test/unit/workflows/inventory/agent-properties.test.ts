import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAgent } from '../../../../jobs/workflows/agent/run-agent.ts';
import { ClusterProperties } from '../../../../jobs/workflows/inventory/cluster-properties.ts';
import { aPrimary, aSecondary, type Primary, type Secondary } from '../../../builders/a-set.ts';
import { FakeClusterObjects } from '../../../fakes/fake-cluster-objects.ts';

const apiVersion = 'about.k8s.io/v1beta1';
const kind = 'ClusterProperty';

let primary: Primary;
let secondary: Secondary;
let objects: FakeClusterObjects;
let stop: AbortController;
let ended: Promise<unknown>;

beforeEach(async () => {
  primary = await aPrimary('primary', { approval: 'manual' });
  secondary = await aSecondary(primary);
  objects = new FakeClusterObjects('edge', []);
  objects.serve({ apiVersion, kind, plural: 'clusterproperties', isNamespaced: false, verbs: ['patch'] });
  const upstreamCrds = { read: async (name: string) => ({ apiVersion: '', kind: '', metadata: { name } }) };
  const properties = new ClusterProperties({ ...secondary.ports, objects, upstreamCrds }, true);
  stop = new AbortController();
  ended = runAgent(secondary.ports, secondary.config, stop.signal, { properties }).catch(
    (error: unknown) => error,
  );
  const { token = '' } = await primary.mint('join-token-a');
  await secondary.giveToken({ token, 'member-name': 'edge-7' });
  await primary.clock.advance(0);
});

afterEach(async () => {
  stop.abort(new Error('stopped'));
  await ended;
});

async function accept(): Promise<void> {
  const member = await primary.readMember('edge-7');
  if (member !== undefined)
    await primary.kubernetes.update('Member', { ...member, spec: { accepted: true } });
  await primary.clock.advance(15_000);
}

describe('the properties of a cluster that joins', () => {
  it('are made when it is let in, and told to the primary', async () => {
    const before = objects.names(kind);
    await accept();

    await primary.clock.advance(15_000);

    expect(before).toEqual([]);
    expect((await primary.readMember('edge-7'))?.status?.report?.properties).toEqual({
      'cluster.clusterset.k8s.io': 'edge-7',
      'clusterset.k8s.io': 'eu-central',
    });
  });

  it('are taken away when it leaves', async () => {
    await accept();
    const before = objects.names(kind);

    await secondary.leave();
    await primary.clock.advance(0);

    expect(before).toHaveLength(2);
    expect(objects.names(kind)).toEqual([]);
  });
});
