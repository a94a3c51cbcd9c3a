import { beforeEach, describe, expect, it } from 'vitest';
import { setCondition } from '../../../../jobs/core/membership/member-conditions.ts';
import { buildStoredReport } from '../../../../jobs/workflows/deliver/stored-report.ts';
import { dissolveSet } from '../../../../jobs/workflows/dissolve/dissolve-set.ts';
import { promoteCluster } from '../../../../jobs/workflows/promote/promote-cluster.ts';
import { releaseNamespace, setNamespace } from '../../../builders/a-config.ts';
import { aJoinedSet, type Primary } from '../../../builders/a-set.ts';
import { found } from '../../../builders/found.ts';
import { Killed } from '../../../fakes/fake-kubernetes-api.ts';
import { SeededRandom } from '../../../fakes/seeded-random.ts';

const deployment = { namespace: releaseNamespace, name: 'joinery-hub' };
const identityRef = { namespace: setNamespace, name: 'hub-identity' };
const { signal } = new AbortController();

let primary: Primary;

beforeEach(async () => {
  ({ primary } = await aJoinedSet());
  await primary.kubernetes.create('Deployment', { metadata: deployment });
  await primary.kubernetes.create('Lease', { metadata: { namespace: setNamespace, name: 'hub-a-0' } });
});

/** Everything in the set's namespace, but for Events. */
async function listLeft(): Promise<string[]> {
  const kinds = ['Member', 'Secret', 'ConfigMap', 'Lease'] as const;
  const lists = await Promise.all(
    kinds.map(async (kind) => primary.kubernetes.list(kind, { namespace: setNamespace })),
  );
  return lists.flat().map(({ metadata }) => metadata.name);
}

async function setStatus(name: string, change: 'Online' | 'Left'): Promise<void> {
  const member = found(await primary.readMember(name));
  const now = primary.clock.now();
  const wanted =
    change === 'Online'
      ? ({ type: 'Online', status: 'True', reason: 'Heard', message: '' } as const)
      : ({ type: 'Joined', status: 'False', reason: 'Left', message: '' } as const);
  const conditions = [...setCondition(member.status?.conditions ?? [], wanted, now)];
  const leftAt = change === 'Left' ? { leftAt: now.toISOString() } : {};
  await primary.kubernetes.updateStatus('Member', {
    ...member,
    status: { ...member.status, ...leftAt, conditions },
  });
}

async function uninstall(): Promise<void> {
  const { uid } = found(await primary.kubernetes.get('Deployment', deployment)).metadata;
  await primary.kubernetes.delete('Deployment', { ...deployment, uid });
}

async function installAgain() {
  await uninstall();
  await primary.kubernetes.create('Deployment', { metadata: deployment });
  return promoteCluster({ ...primary.ports, random: new SeededRandom('again') }, primary.config);
}

async function dissolve() {
  return dissolveSet(primary.ports, primary.config, signal);
}

describe('dissolveSet()', () => {
  it('says so on the identity before anything goes', async () => {
    await setStatus('edge-7', 'Online');
    const ended = dissolve();
    await primary.clock.advance(0);

    const identity = await primary.kubernetes.get('Secret', identityRef);
    const { uid } = found(await primary.kubernetes.get('Deployment', deployment)).metadata;
    expect(identity?.metadata.annotations).toEqual({ 'joinery.dev/dissolved': uid });
    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
    await primary.clock.advance(60_000);
    await ended;
  });

  it('waits until a member that is online was told, then deletes all that the set consists of', async () => {
    await primary.kubernetes.create('Secret', { metadata: { namespace: setNamespace, name: 'mine' } });
    await primary.kubernetes.create('ConfigMap', {
      metadata: { namespace: setNamespace, name: 'cluster-notes' },
    });
    const said = { report: { parts: [] }, digest: '', instance: '', sequence: 1, saidAtMs: 0 };
    await primary.kubernetes.create('ConfigMap', buildStoredReport(setNamespace, 'edge-7', said));
    await setStatus('edge-7', 'Online');
    const ended = dissolve();
    await primary.clock.advance(5000);

    await setStatus('edge-7', 'Left');
    await primary.clock.advance(500);

    expect(await ended).toEqual({ members: 1, untold: [] });
    expect(await listLeft()).toEqual(['mine', 'cluster-notes']);
  });

  it('waits for nobody who is not in touch', async () => {
    expect(await dissolve()).toEqual({ members: 1, untold: [] });
    expect(await listLeft()).toEqual([]);
  });

  it('goes on after half of the deadline, and names who could not be told', async () => {
    await setStatus('edge-7', 'Online');
    const ended = dissolve();
    await primary.clock.advance(29_500);
    const before = await primary.listMembers();

    await primary.clock.advance(500);

    expect(before).toEqual(['edge-7', 'eu-central']);
    expect(await ended).toEqual({ members: 1, untold: ['edge-7'] });
    expect(await listLeft()).toEqual([]);
  });

  it('deletes what a hub that still runs makes meanwhile', async () => {
    let isMade = false;
    primary.kubernetes.beforeWrite = (verb, kind) => {
      if (isMade || verb !== 'delete' || kind !== 'Lease') return;
      isMade = true;
      void primary.kubernetes.create('Lease', { metadata: { namespace: setNamespace, name: 'hub-b-0' } });
    };

    await dissolve();

    expect(await listLeft()).toEqual([]);
  });

  it('has nothing to do when run again, or where there is no set', async () => {
    await dissolve();

    expect(await dissolve()).toEqual({ members: 0, untold: [] });
    expect(await listLeft()).toEqual([]);
  });

  it('is followed by another set', async () => {
    const before = primary.hub.identity().hubId;
    await dissolve();

    const { hubId } = await promoteCluster(
      { ...primary.ports, random: new SeededRandom('again') },
      primary.config,
    );

    expect(hubId).not.toBe(before);
    expect(await primary.listMembers()).toEqual(['eu-central']);
  });

  it.for(Array.from({ length: 9 }, (_, count) => [count] as const))(
    'killed before its write %i is finished when run again',
    async ([count]) => {
      primary.kubernetes.killAtWrite(count);
      await expect(dissolve()).rejects.toThrow(Killed);
      await primary.clock.advance(0);

      await dissolve();

      expect(await listLeft()).toEqual([]);
    },
  );

  it.for(Array.from({ length: 8 }, (_, count) => [count + 1] as const))(
    'killed before its write %i is finished by the next install, which begins another set',
    async ([count]) => {
      const before = primary.hub.identity().hubId;
      primary.kubernetes.killAtWrite(count);
      await expect(dissolve()).rejects.toThrow(Killed);
      await primary.clock.advance(0);

      const { hubId } = await installAgain();

      expect(hubId).not.toBe(before);
      expect(await primary.listMembers()).toEqual(['eu-central']);
    },
  );

  it('lets the hub that is being uninstalled go on, also when its pod is started anew', async () => {
    await setStatus('edge-7', 'Online');
    const ended = dissolve();
    await primary.clock.advance(0);

    const { hubId } = await promoteCluster(primary.ports, primary.config);

    expect(hubId).toBe(primary.hub.identity().hubId);
    expect(await primary.listMembers()).toEqual(['edge-7', 'eu-central']);
    await primary.clock.advance(60_000);
    await ended;
  });
});
