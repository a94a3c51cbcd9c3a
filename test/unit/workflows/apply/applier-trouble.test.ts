import { beforeEach, describe, expect, it } from 'vitest';
import { applySetMarks } from '../../../../jobs/core/applied-set/apply-set.ts';
import type { Manifest } from '../../../../jobs/core/kubernetes/manifest.ts';
import { KubernetesRefused } from '../../../../jobs/ports/kubernetes-errors.ts';
import { releaseNamespace } from '../../../builders/a-config.ts';
import { aConfigMap, aDeployment, aSecretWith } from '../../../builders/a-manifest.ts';
import { AMember, uids } from '../../../builders/an-applier.ts';

let member: AMember;

beforeEach(async () => {
  member = new AMember();
  await member.start();
});

const colours = aConfigMap('colours');

/** What is told of an object that fails, while others of its part are applied. */
const failing = async (manifest: Manifest, over: object = {}) => {
  await member.give(member.part([manifest, aConfigMap('shapes')], over));
  expect(member.objects.names('ConfigMap')).toContain('ConfigMap shop/shapes');
  return member.stands()?.failures?.[0];
};
describe('Applier, when something is in the way', () => {
  it('names the rule that is missing, and goes on when it comes', async () => {
    member.objects.forbidden.add('patch Deployment');

    expect(await failing(aDeployment(1))).toMatchObject({
      reason: 'RightMissing',
      remedy:
        'Add {apiGroups: ["apps"], resources: ["deployments"], verbs: [get, list, watch, create, patch, delete]} to agent.rules in the values of this member.',
    });
    member.objects.forbidden.clear();
    await member.clock.advance(60_000);
    expect(member.stands()?.state).toBe('Applied');
  });

  it('calls what waits for something else failed only when that takes long', async () => {
    member.objects.forbidden.add('patch Deployment');
    await failing(aDeployment(1));
    const early = member.stands();

    await member.clock.advance(60_000);

    expect(early).toMatchObject({ state: 'Applying', failed: 1 });
    expect(member.stands()?.state).toBe('Failed');
  });

  it('tries again at once when the hub tells it another revision', async () => {
    const manifests = [aConfigMap('shapes'), aDeployment(1)];
    const refused = new KubernetesRefused({ action: 'apply', status: 422, reason: 'Invalid' });
    member.objects.admit = ({ kind }) => {
      if (kind === 'Deployment') throw refused;
    };
    await member.give(member.part(manifests));
    await member.clock.advance(600_000);
    member.objects.admit = () => undefined;
    const state = member.stands()?.state;

    await member.give(member.part(manifests, { revision: 'b'.repeat(43) }));

    expect([state, member.stands()?.state]).toEqual(['Failed', 'Applied']);
  });

  it('waits for a kind, and goes on when it comes', async () => {
    const colour = {
      apiVersion: 'example.com/v1',
      kind: 'Colour',
      metadata: { name: 'red', namespace: 'shop' },
    };

    expect(await failing(colour)).toMatchObject({ reason: 'KindMissing' });
    const verbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'];
    member.objects.serve({
      apiVersion: 'example.com/v1',
      kind: 'Colour',
      plural: 'colours',
      isNamespaced: true,
      verbs,
    });
    await member.clock.advance(60_000);
    expect(member.stands()?.state).toBe('Applied');
  });

  it('waits for a namespace', async () => {
    const manifest = { ...colours, metadata: { name: 'colours', namespace: 'market' } };

    expect(await failing(manifest)).toMatchObject({ reason: 'NamespaceMissing' });
    member.objects.edit({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'market' } }, 'kubectl');
    await member.clock.advance(60_000);
    expect(member.stands()?.state).toBe('Applied');
  });

  it('makes the namespace where the distribution says so, and leaves it there', async () => {
    const manifest = { ...colours, metadata: { name: 'colours', namespace: 'market' } };
    await member.give(member.part([manifest], { createNamespaces: true }));
    const state = member.stands()?.state;

    await member.give({ uid: uids.first, name: 'first', withdrawn: true });

    expect(state).toBe('Applied');
    expect(member.objects.names('Namespace')).toContain('Namespace market');
    expect(member.objects.names('ConfigMap')).toEqual([]);
  });

  it('names the rule that is missing to make a namespace', async () => {
    const manifest = { ...colours, metadata: { name: 'colours', namespace: 'market' } };
    member.objects.forbidden.add('patch Namespace');

    expect(await failing(manifest, { createNamespaces: true })).toMatchObject({
      reason: 'RightMissing',
      remedy: expect.stringContaining('resources: ["namespaces"]') as string,
    });
  });

  it('waits until a namespace that is ending is gone', async () => {
    member.objects.edit({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'market' } }, 'kubectl');
    member.objects.ending.add('market');
    const manifest = { ...colours, metadata: { name: 'colours', namespace: 'market' } };

    expect(await failing(manifest)).toMatchObject({ reason: 'NamespaceTerminating' });
    member.objects.ending.clear();
    await member.clock.advance(60_000);
    expect(member.stands()?.state).toBe('Applied');
  });

  it("tells a webhook's words, and tries again", async () => {
    const words = 'failed calling webhook "policy.example.com": context deadline exceeded';
    member.objects.admit = ({ kind }) => {
      if (kind !== 'Deployment') return;
      throw new KubernetesRefused({ action: 'apply', status: 500, reason: 'InternalError', words });
    };

    expect(await failing(aDeployment(1))).toMatchObject({
      message: `Cannot apply Deployment shop/web: ${words}`,
    });
    member.objects.admit = () => undefined;
    await member.clock.advance(300_000);
    expect(member.stands()?.state).toBe('Applied');
  });

  it('tells nothing of a confidential object but the reason', async () => {
    const words = 'Secret "s" is invalid: data: Invalid value: "marked"';
    member.objects.admit = ({ kind }) => {
      if (kind === 'Secret')
        throw new KubernetesRefused({ action: 'apply', status: 422, reason: 'Invalid', words });
    };

    await member.give(member.part([aSecretWith('marked', 's')], { isConfidential: true }));

    expect(member.stands()?.failures?.[0]).toMatchObject({
      reason: 'Invalid',
      message: 'Cannot apply Secret shop/s: the API server answered Invalid',
    });
    expect(member.logger.lines.join()).not.toContain('marked');
  });

  it.for([
    ['in the release namespace', { ...colours, metadata: { name: 'a', namespace: releaseNamespace } }],
    ['in kube-system', { ...colours, metadata: { name: 'a', namespace: 'kube-system' } }],
    [
      'the release namespace itself',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: releaseNamespace } },
    ],
    [
      'of a kind the member denies',
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a' } },
    ],
    [
      "of Joinery's own",
      { apiVersion: 'joinery.dev/v1alpha1', kind: 'Member', metadata: { name: 'a', namespace: 'shop' } },
    ],
    ["of Joinery's own, a Secret", { ...aSecretWith('marked', 'a'), type: 'joinery.dev/join-token' }],
  ] as const)('denies an object %s', async ([, manifest]) => {
    expect(await failing(manifest)).toMatchObject({ reason: 'Denied' });
  });

  it.for([
    ['has no namespace', { ...colours, metadata: { name: 'a' } }],
    [
      'has one where there can be none',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', namespace: 'shop' } },
    ],
    [
      'claims to be of a set',
      { ...colours, metadata: { name: 'a', namespace: 'shop', labels: { [applySetMarks.partOf]: 'x' } } },
    ],
    ['is not valid', aConfigMap('a', { sky: 7 })],
  ] as const)('says that an object %s', async ([, manifest]) => {
    expect(await failing(manifest)).toMatchObject({ reason: 'Invalid' });
  });

  it('goes on when the API server was away', async () => {
    member.kubernetes.goAway();
    member.objects.isAway = true;
    await member.give(member.part([colours]));
    const state = member.stands()?.state;

    member.kubernetes.recover();
    member.objects.isAway = false;
    await member.clock.advance(60_000);

    expect([state, member.stands()?.state]).toEqual(['Applying', 'Applied']);
  });
});

describe('Applier, asked what would be', () => {
  it('says it and changes nothing', async () => {
    await member.give(member.part([colours, aConfigMap('shapes'), aConfigMap('sounds')]));
    member.objects.edit(aConfigMap('theirs'), 'helm');
    const writes = member.objects.writes.length;

    const wanted = [
      aConfigMap('colours', { sky: 'red' }),
      aConfigMap('shapes'),
      aConfigMap('new'),
      aConfigMap('theirs'),
    ];
    await member.give(member.part(wanted, { dryRun: true }));

    expect(member.stands()?.state).toBe('Previewed');
    expect(
      member.stands()?.preview?.map(({ object, change, fields }) => [object.name, change, fields]),
    ).toEqual([
      ['colours', 'Update', ['/data/sky']],
      ['shapes', 'None', []],
      ['new', 'Create', undefined],
      ['theirs', 'Conflict', undefined],
      ['sounds', 'Delete', undefined],
    ]);
    expect(member.objects.writes).toHaveLength(writes);
  });
});
