import { beforeEach, describe, expect, it } from 'vitest';
import { changeObject } from '../../../jobs/workflows/change-object.ts';
import { releaseNamespace } from '../../builders/a-config.ts';
import { FakeKubernetesApi } from '../../fakes/fake-kubernetes-api.ts';
import { found } from '../../builders/found.ts';

const ref = { namespace: releaseNamespace, name: 'shared' };

let kubernetes: FakeKubernetesApi;

beforeEach(async () => {
  kubernetes = new FakeKubernetesApi('cluster', [releaseNamespace]);
  await kubernetes.create('ConfigMap', { metadata: ref, data: { count: '0' } });
});

async function increment() {
  return changeObject(kubernetes, 'ConfigMap', ref, (stored) => {
    const count = String(Number(stored.data?.['count']) + 1);
    return { ...stored, data: { count } };
  });
}

describe('changeObject()', () => {
  it('loses no change when ten write at once', async () => {
    await Promise.all(Array.from({ length: 10 }, increment));

    expect((await kubernetes.get('ConfigMap', ref))?.data).toEqual({ count: '10' });
  });

  it('says who has to be stopped when another writer never rests', async () => {
    const fight = async (): Promise<void> => {
      const stored = found(await kubernetes.get('ConfigMap', ref));
      const data = { foreign: stored.metadata.resourceVersion };
      await kubernetes.update('ConfigMap', { ...stored, data });
      kubernetes.afterNextRead('shared', fight);
    };
    kubernetes.afterNextRead('shared', fight);

    await expect(increment()).rejects.toMatchObject({
      code: 'JOINERY_KUBERNETES_CONFLICT',
      disposition: 'retry',
    });
  });

  it('writes nothing when there is nothing to change', async () => {
    const before = kubernetes.writes.length;

    const outcome = await changeObject(kubernetes, 'ConfigMap', ref, () => undefined);

    expect(outcome?.data).toEqual({ count: '0' });
    expect(kubernetes.writes).toHaveLength(before);
  });

  it('returns nothing for an object that is not there, and makes none', async () => {
    const outcome = await changeObject(
      kubernetes,
      'ConfigMap',
      { ...ref, name: 'absent' },
      (stored) => stored,
    );

    expect(outcome).toBeUndefined();
    expect(await kubernetes.get('ConfigMap', { ...ref, name: 'absent' })).toBeUndefined();
  });
});
