import type { PrimaryConfig } from '#validators/primary-config';
import { beforeEach, describe, expect, it } from 'vitest';
import { PrometheusMetrics } from '../../../../jobs/adapters/prometheus/prometheus-metrics.ts';
import { promoteCluster } from '../../../../jobs/workflows/promote/promote-cluster.ts';
import { aPrimaryConfig, setNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet } from '../../../builders/a-set.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { FakeKubernetesApi, Killed } from '../../../fakes/fake-kubernetes-api.ts';
import { createRecordingLogger } from '../../../fakes/recording-logger.ts';
import { SeededRandom } from '../../../fakes/seeded-random.ts';
import { found } from '../../../builders/found.ts';

const identityRef = { namespace: setNamespace, name: 'hub-identity' };

let kubernetes: FakeKubernetesApi;

beforeEach(() => {
  kubernetes = new FakeKubernetesApi('primary', [setNamespace]);
});

/** One run by a replica or Job with randomness of its own. */
async function promote(config: Partial<PrimaryConfig> = {}, seed = 'one') {
  const ports = {
    clock: new FakeClock(),
    random: new SeededRandom(seed),
    logger: createRecordingLogger(),
    metrics: new PrometheusMetrics(),
    kubernetes,
  };
  return promoteCluster(ports, aPrimaryConfig(config));
}

describe('promoteCluster()', () => {
  it.for([
    ['a name that is no DNS label', { name: 'EU Central' }, 'JOINERY_NAME_INVALID'],
    ['a URL that is none', { ingressURL: 'hub.example.com' }, 'JOINERY_URL_INVALID'],
    ['a further URL that is none', { additionalURLs: ['hub.example.com'] }, 'JOINERY_URL_INVALID'],
    ['plain http', { ingressURL: 'http://hub.example.com' }, 'JOINERY_URL_INSECURE'],
    ['a time to live that is none', { tokenTTL: '400d' }, 'JOINERY_TOKEN_TTL_INVALID'],
  ] satisfies [string, Partial<PrimaryConfig>, string][])(
    'refuses %s and changes nothing',
    async ([, config, code]) => {
      await expect(promote(config)).rejects.toMatchObject({ code });

      expect(kubernetes.writes).toEqual([]);
    },
  );

  it('makes the identity and the Member of this cluster', async () => {
    const { hubId } = await promote();

    const member = await kubernetes.get('Member', { namespace: setNamespace, name: 'eu-central' });
    expect(member?.status).toMatchObject({
      thumbprint: hubId,
      clusterUID: (await kubernetes.get('Namespace', { name: 'kube-system' }))?.metadata.uid,
      conditions: [
        { type: 'Joined', status: 'True', reason: 'IsPrimary' },
        { type: 'Online', status: 'True', reason: 'IsPrimary' },
      ],
    });
  });

  it('writes nothing when run again', async () => {
    await promote();
    const before = kubernetes.dump();

    await promote({}, 'another');

    expect(kubernetes.dump()).toBe(before);
  });

  it('makes one identity when two replicas and a Job come at once', async () => {
    const made = await Promise.all([promote({}, 'one'), promote({}, 'two'), promote({}, 'three')]);

    expect(new Set(made.map(({ hubId }) => hubId)).size).toBe(1);
    expect(kubernetes.writes.filter((write) => write === 'create Secret hub-identity')).toHaveLength(1);
  });

  it('takes the identity that another replica made at the last moment', async () => {
    kubernetes.afterNextRead('hub-identity', async () => void (await promote({}, 'other')));

    const { hubId } = await promote();

    expect(hubId).toBe((await promote({}, 'third')).hubId);
  });

  it.for([[0], [1], [2]] as const)(
    'killed before its write %i ends the same when run again',
    async ([count]) => {
      kubernetes.killAtWrite(count);
      await expect(promote()).rejects.toThrow(Killed);

      const { hubId } = await promote({}, 'again');

      const member = await kubernetes.get('Member', { namespace: setNamespace, name: 'eu-central' });
      expect(member?.status?.thumbprint).toBe(hubId);
    },
  );

  it('never makes a second identity while members or verifiers know the first', async () => {
    await promote();
    const identity = found(await kubernetes.get('Secret', identityRef));
    await kubernetes.delete('Secret', { ...identityRef, uid: identity.metadata.uid });

    await expect(promote({}, 'another')).rejects.toMatchObject({ code: 'JOINERY_HUB_KEY_MISSING' });

    expect(await kubernetes.get('Secret', identityRef)).toBeUndefined();
  });

  it('refuses a damaged identity and leaves it for a person to see', async () => {
    await promote();
    const identity = found(await kubernetes.get('Secret', identityRef));
    await kubernetes.update('Secret', { ...identity, data: {} });

    await expect(promote()).rejects.toMatchObject({ code: 'JOINERY_HUB_KEY_DAMAGED' });

    expect((await kubernetes.get('Secret', identityRef))?.data).toEqual({});
  });

  it.for([
    ['the CRD is missing', () => kubernetes.missingKinds.add('Member'), 'JOINERY_KUBERNETES_KIND_MISSING'],
    [
      'it may not write Members',
      () => kubernetes.forbidden.add('create Member'),
      'JOINERY_KUBERNETES_FORBIDDEN',
    ],
    ['the API server is away', () => kubernetes.goAway(), 'JOINERY_KUBERNETES_UNREACHABLE'],
  ] as const)('says so when %s', async ([, trouble, code]) => {
    trouble();

    await expect(promote()).rejects.toMatchObject({ code });
  });

  it('does not take the name of another member', async () => {
    const { primary } = await aJoinedSet();

    await expect(promoteCluster(primary.ports, aPrimaryConfig({ name: 'edge-7' }))).rejects.toMatchObject({
      code: 'JOINERY_NAME_CHANGED',
    });
  });
});
