import { beforeEach, describe, expect, it } from 'vitest';
import { applySetMarks } from '../../../../jobs/core/applied-set/apply-set.ts';
import { holdingName, setIdOf } from '../../../../jobs/core/applied-set/holding-secret.ts';
import { releaseNamespace } from '../../../builders/a-config.ts';
import { aConfigMap, aDeployment, aDeploymentKey, aMapKey } from '../../../builders/a-manifest.ts';
import { AMember, uids } from '../../../builders/an-applier.ts';
import { Killed } from '../../../fakes/fake-kubernetes-api.ts';

let member: AMember;

beforeEach(async () => {
  member = new AMember();
  await member.start();
});

const colours = aConfigMap('colours');
const setId = setIdOf(releaseNamespace, uids.first);

describe('Applier', () => {
  it('applies what it is given, marked as part of a set that the release namespace has', async () => {
    await member.give(member.part([colours]));

    expect(await member.read()).toMatchObject({
      metadata: { labels: { [applySetMarks.partOf]: setId } },
      data: { sky: 'blue' },
    });
    expect(
      await member.kubernetes.get('Secret', { namespace: releaseNamespace, name: holdingName(uids.first) }),
    ).toMatchObject({
      metadata: {
        labels: { [applySetMarks.id]: setId },
        annotations: {
          [applySetMarks.tooling]: 'joinery/v1',
          [applySetMarks.groupKinds]: 'ConfigMap',
          [applySetMarks.namespaces]: 'shop',
        },
      },
    });
    expect(member.stands()).toMatchObject({ state: 'Applied', objects: 1, applied: 1, failed: 0 });
  });

  it('applies kinds that others need first', async () => {
    await member.give(
      member.part([
        aDeployment(1),
        colours,
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } },
      ]),
    );

    expect(member.objects.writes).toEqual([
      'apply Namespace new',
      'apply ConfigMap colours',
      'apply Deployment web',
    ]);
  });

  it('writes nothing when it is given the same again', async () => {
    const part = member.part([colours]);
    await member.give(part);
    const writes = [member.objects.applied.length, member.kubernetes.writes.length];

    await member.give(part);
    await member.clock.advance(3_600_000);

    expect([member.objects.applied.length, member.kubernetes.writes.length]).toEqual(writes);
  });

  it('fetches and writes only what changed', async () => {
    await member.give(member.part([colours, aConfigMap('shapes')]));
    const before = member.objects.applied.length;

    await member.give(member.part([colours, aConfigMap('shapes', { box: 'square' })]));

    expect(member.objects.applied.slice(before)).toEqual(['ConfigMap shapes']);
    expect(member.fetched).toHaveLength(3);
  });

  it('takes away what is not on the list any more', async () => {
    await member.give(member.part([colours, aConfigMap('shapes')]));

    await member.give(member.part([colours]));

    expect(member.objects.names('ConfigMap')).toEqual(['ConfigMap shop/colours']);
    expect(member.stands()).toMatchObject({ state: 'Applied', objects: 1 });
  });

  it('leaves everything as it is while the hub cannot say what it wants', async () => {
    await member.give(member.part([colours, aConfigMap('shapes')]));

    await member.give({ ...member.part([colours]), complete: false });
    await member.give();
    await member.clock.advance(3_600_000);

    expect(member.objects.names('ConfigMap')).toHaveLength(2);
    expect(member.stands()).toMatchObject({ state: 'Applied', objects: 2 });
  });

  it('tells whoever listens when something turned', async () => {
    const told: (string | undefined)[] = [];
    member.applier.onReport(() => told.push(member.stands()?.state));

    await member.give(member.part([colours]));

    expect(told).toEqual(['Applying', 'Applied']);
  });

  it('goes on when the hub gives the objects later', async () => {
    const part = member.part([colours]);
    const [[id, body]] = [...member.bodies] as [[string, never]];
    member.bodies.clear();
    await member.give(part);
    const early = member.stands()?.state;

    member.bodies.set(id, body);
    await member.clock.advance(60_000);

    expect([early, member.stands()?.state]).toEqual(['Applying', 'Applied']);
  });
});

describe('Applier, when it begins anew', () => {
  it('enforces what it has without a hub', async () => {
    await member.give(member.part([colours]));
    await member.stop();
    member.bodies.clear();
    member.objects.remove(aMapKey('colours'));

    await member.start();

    expect(await member.read()).toMatchObject({ data: { sky: 'blue' } });
    expect(member.stands()).toMatchObject({ state: 'Applied', objects: 1 });
  });

  it('writes nothing when all is as it was', async () => {
    await member.give(member.part([colours]));
    await member.stop();
    const writes = [member.objects.writes.length, member.kubernetes.writes.length];

    await member.start();
    await member.give(member.part([colours]));

    expect([member.objects.writes.length, member.kubernetes.writes.length]).toEqual(writes);
  });

  it('says nothing of its parts before it knows them', async () => {
    await member.stop();
    member.kubernetes.goAway();
    await member.start();
    await member.give(member.part([colours]));
    const early = member.applier.report();

    member.kubernetes.recover();
    await member.clock.advance(30_000);

    expect(early).toBeUndefined();
    expect(member.stands()?.state).toBe('Applied');
  });

  it('finds all of what is more than fits into one Secret', { timeout: 30_000 }, async () => {
    const letters = Array.from({ length: 3 }, (_, at) =>
      aConfigMap(`noise-${at}`, {
        noise: Array.from({ length: 20_000 }, (__, index) =>
          ((index * 7919 + at * 104_729) ** 2).toString(36),
        ).join(''),
      }),
    );
    const many = Array.from({ length: 12 }, (_, at) =>
      aConfigMap(`many-${at}`, {
        noise: Array.from({ length: 30_000 }, (__, index) => Math.sin(index * (at + 1)).toString(36)).join(
          '',
        ),
      }),
    );
    await member.give(member.part([...letters, ...many]));
    const secrets = await member.listStored();
    await member.stop();
    for (const { metadata } of many) member.objects.remove(aMapKey(metadata.name));
    member.bodies.clear();

    await member.start();

    expect(secrets.length).toBeGreaterThan(1);
    expect(member.stands()).toMatchObject({ state: 'Applied', applied: 15 });
    expect(member.objects.names('ConfigMap')).toHaveLength(15);
  });
});

describe('Applier, ended between two writes', () => {
  const parts = [
    ['taking up', []],
    ['taking something else up', [aConfigMap('shapes'), aConfigMap('sounds')]],
  ] as const;

  it.for(parts)('comes to the same end, %s', async ([, before]) => {
    const wanted = [colours, aDeployment(2)];
    for (let killAt = 0; killAt < 8; killAt += 1) {
      member = new AMember();
      await member.start();
      await member.give(member.part(before, { allowPrune: '' }));
      const part = member.part(wanted);
      let left = killAt;
      const dieAt = (): void => {
        left -= 1;
        if (left === -1) throw new Killed();
      };
      member.objects.beforeWrite = dieAt;
      member.kubernetes.beforeWrite = dieAt;
      await member.give(part);
      await member.stop();
      member.objects.beforeWrite = () => undefined;
      member.kubernetes.beforeWrite = () => undefined;

      await member.start();
      await member.give(part);
      await member.clock.advance(60_000);

      expect(member.objects.names('ConfigMap')).toEqual(['ConfigMap shop/colours']);
      expect(await member.read(aDeploymentKey)).toMatchObject({ spec: { replicas: 2 } });
      expect(member.stands()).toMatchObject({ state: 'Applied', applied: 2 });
    }
  });

  it('comes to the same end, taking everything away', async () => {
    for (let killAt = 0; killAt < 4; killAt += 1) {
      member = new AMember();
      await member.start();
      await member.give(member.part([colours, aDeployment(1)]));
      let left = killAt;
      const dieAt = (): void => {
        left -= 1;
        if (left === -1) throw new Killed();
      };
      member.objects.beforeWrite = dieAt;
      member.kubernetes.beforeWrite = dieAt;
      const withdrawn = { uid: uids.first, name: 'first', withdrawn: true };
      await member.give(withdrawn);
      await member.stop();
      member.objects.beforeWrite = () => undefined;
      member.kubernetes.beforeWrite = () => undefined;

      await member.start();
      await member.give(withdrawn);

      expect([...member.objects.names('ConfigMap'), ...member.objects.names('Deployment')]).toEqual([]);
      expect(await member.listStored()).toEqual([]);
      expect(member.applier.report()).toEqual({ parts: [] });
    }
  });
});
