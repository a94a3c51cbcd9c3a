import { describe, expect, it } from 'vitest';
import { hasCondition } from '../../../../jobs/core/membership/member-conditions.ts';
import { demoteCluster } from '../../../../jobs/workflows/demote/demote-cluster.ts';
import { promoteCluster } from '../../../../jobs/workflows/promote/promote-cluster.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet } from '../../../builders/a-set.ts';
import { FakeKubernetesApi } from '../../../fakes/fake-kubernetes-api.ts';

describe('demoteCluster()', () => {
  it('keeps the set, says that no hub runs, and a new install goes on with it', async () => {
    const { primary } = await aJoinedSet();
    const online = async () =>
      hasCondition((await primary.readMember('eu-central'))?.status?.conditions, 'Online', 'True');

    const count = await demoteCluster(primary.ports, primary.config);
    const demoted = await online();
    const { hubId } = await promoteCluster(primary.ports, primary.config);

    expect([count, demoted, await online()]).toEqual([2, false, true]);
    expect(hubId).toBe(primary.hub.identity().hubId);
    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
  });

  it('writes nothing when run again, or before there is a set', async () => {
    const { primary } = await aJoinedSet();
    await demoteCluster(primary.ports, primary.config);
    const before = primary.kubernetes.dump();
    const empty = new FakeKubernetesApi('empty', [setNamespace]);

    await demoteCluster(primary.ports, primary.config);

    expect(primary.kubernetes.dump()).toBe(before);
    expect(await demoteCluster({ ...primary.ports, kubernetes: empty }, primary.config)).toBe(0);
  });
});
