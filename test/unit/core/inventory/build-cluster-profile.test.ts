import { describe, expect, it } from 'vitest';
import { buildClusterProfile } from '../../../../jobs/core/inventory/build-cluster-profile.ts';
import type { Member } from '../../../../jobs/core/membership/member.ts';

const about = { apiVersion: 'multicluster.x-k8s.io/v1alpha2', clusterSet: 'eu-central', properties: {} };
const at = '2026-11-20T12:00:00Z';
const metadata = {
  name: 'edge-7',
  namespace: 'joinery-mc',
  uid: 'uid-of-edge-7',
  resourceVersion: '7',
  creationTimestamp: '2026-11-01T00:00:00Z',
};

function condition(type: string, status: 'True' | 'False' | 'Unknown', reason: string) {
  return { type, status, reason, message: `It is ${reason}.`, lastTransitionTime: at };
}

function aMember(overrides: Partial<Member> = {}) {
  return {
    status: {
      id: 'b7a1c0de-0000-4000-8000-000000000002',
      versions: { agent: '0.1.0', kubernetes: 'v1.34.0' },
      conditions: [condition('Joined', 'True', 'Joined'), condition('Online', 'True', 'Heard')],
    },
    ...overrides,
    metadata: { ...metadata, ...overrides.metadata },
  };
}

describe('buildClusterProfile()', () => {
  it('says who manages the cluster in the field and in the label', () => {
    const { metadata: made, spec } = buildClusterProfile(aMember(), about);

    expect(spec).toEqual({ displayName: 'edge-7', clusterManager: { name: 'joinery' } });
    expect(made.labels).toEqual({
      'x-k8s.io/cluster-manager': 'joinery',
      'multicluster.x-k8s.io/inventory-member-id': 'b7a1c0de-0000-4000-8000-000000000002',
    });
  });

  it('goes with its Member', () => {
    const { metadata: made } = buildClusterProfile(aMember(), about);

    expect(made.ownerReferences).toEqual([
      { apiVersion: 'joinery.dev/v1alpha1', kind: 'Member', name: 'edge-7', uid: 'uid-of-edge-7' },
    ]);
  });

  it('has the labels people gave the Member, none of a tool, and none that says another manager', () => {
    const labels = {
      region: 'eu',
      'topology.kubernetes.io/zone': 'eu-7',
      'app.kubernetes.io/instance': 'gitops',
      'kustomize.toolkit.fluxcd.io/name': 'clusters',
      'x-k8s.io/cluster-manager': 'somebody',
    };
    const { metadata: made } = buildClusterProfile(aMember({ metadata: { labels }, status: {} }), about);

    expect(made.labels).toEqual({
      region: 'eu',
      'topology.kubernetes.io/zone': 'eu-7',
      'x-k8s.io/cluster-manager': 'joinery',
    });
  });

  it.for([
    ['is in touch', condition('Online', 'True', 'Heard'), 'True', 'Heard'],
    ['is the primary', condition('Online', 'True', 'IsPrimary'), 'True', 'IsPrimary'],
    ['is away, which says nothing about it', condition('Online', 'False', 'Offline'), 'Unknown', 'Offline'],
    ['is late', condition('Online', 'Unknown', 'Late'), 'Unknown', 'Late'],
  ] as const)('tells the health of a member that %s', ([, online, status, reason]) => {
    const member = aMember({ status: { conditions: [condition('Joined', 'True', 'Joined'), online] } });

    const { status: made } = buildClusterProfile(member, about);

    expect(made).toMatchObject({
      conditions: [
        { type: 'ControlPlaneHealthy', status, reason, lastTransitionTime: at },
        { type: 'Joined', status: 'True' },
      ],
    });
  });

  it('says of a member that was only declared that it has not joined', () => {
    const { status } = buildClusterProfile(aMember({ status: {} }), about);

    expect(status).toMatchObject({
      conditions: [
        { type: 'ControlPlaneHealthy', status: 'Unknown', reason: 'NeverJoined' },
        {
          type: 'Joined',
          status: 'False',
          reason: 'NeverJoined',
          lastTransitionTime: '2026-11-01T00:00:00Z',
        },
      ],
    });
    expect(status).not.toHaveProperty('version');
  });

  it('shows version and properties; what the hub knows wins', () => {
    const properties = { 'cluster.clusterset.k8s.io': 'liar', 'example.com/gpu': 'yes' };

    const { status } = buildClusterProfile(aMember(), { ...about, properties });

    expect(status).toMatchObject({
      version: { kubernetes: 'v1.34.0' },
      properties: [
        { name: 'cluster.clusterset.k8s.io', value: 'edge-7' },
        { name: 'clusterset.k8s.io', value: 'eu-central' },
        { name: 'example.com/gpu', value: 'yes' },
      ],
    });
  });
});
