import { beforeEach, describe, expect, it } from 'vitest';
import { adoptedAnnotation, applySetMarks } from '../../../../jobs/core/applied-set/apply-set.ts';
import { setIdOf } from '../../../../jobs/core/applied-set/holding-secret.ts';
import { releaseNamespace } from '../../../builders/a-config.ts';
import { aConfigMap, aDeployment, aDeploymentKey, aMapKey } from '../../../builders/a-manifest.ts';
import { AMember, uids } from '../../../builders/an-applier.ts';

let member: AMember;

beforeEach(async () => {
  member = new AMember();
  await member.start();
});

const colours = aConfigMap('colours');
const setId = setIdOf(releaseNamespace, uids.first);

describe('Applier, on what somebody changed', () => {
  it('puts a field back at once, and says who changed what', async () => {
    await member.give(member.part([colours]));
    member.objects.edit(aConfigMap('colours', { sky: 'red' }), 'kubectl-edit');

    await member.clock.advance(1000);

    expect((await member.read())['data']).toEqual({ sky: 'blue' });
    expect(member.stands()).toMatchObject({ state: 'Applied', drifted: 1 });
    expect(await member.kubernetes.list('Event', { namespace: 'shop' })).toMatchObject([
      {
        reason: 'DriftRepaired',
        message: 'Put back as distribution first has it: kubectl-edit changed .data.sky.',
        involvedObject: { kind: 'ConfigMap', name: 'colours' },
      },
    ]);
  });

  it('makes an object anew that was deleted', async () => {
    await member.give(member.part([colours]));
    member.objects.remove(aMapKey('colours'));

    await member.clock.advance(1000);

    expect((await member.read())['data']).toEqual({ sky: 'blue' });
    expect(member.stands()).toMatchObject({ drifted: 1 });
  });

  it('puts its label back that was taken off', async () => {
    await member.give(member.part([colours]));
    const { uid } = (await member.read()).metadata;
    await member.objects.unmark(aMapKey('colours'), { uid, labels: [applySetMarks.partOf], annotations: [] });

    await member.clock.advance(1000);

    expect((await member.read()).metadata.labels).toEqual({ [applySetMarks.partOf]: setId });
  });

  it('leaves alone what it did not set', async () => {
    await member.give(member.part([colours]));
    member.objects.edit(aConfigMap('colours', { sky: 'blue', sun: 'yellow' }), 'kubectl-edit');

    await member.clock.advance(60_000);

    expect((await member.read())['data']).toEqual({ sky: 'blue', sun: 'yellow' });
    expect(member.stands()).toMatchObject({ drifted: 0 });
  });

  it('waits longer each time with one that somebody keeps changing', async () => {
    await member.give(member.part([colours]));
    for (let turn = 0; turn < 120; turn += 1) {
      member.objects.edit(aConfigMap('colours', { sky: 'red' }), 'other');
      await member.clock.advance(5000);
    }

    expect(member.stands()?.drifted).toBeGreaterThan(5);
    expect(member.stands()?.drifted).toBeLessThan(12);
  });

  it('leaves ignored fields to whoever took them, and keeps the others', async () => {
    await member.give(
      member.part([aDeployment(2)], { ignore: [{ kind: 'Deployment', fields: ['/spec/replicas'] }] }),
    );
    member.objects.edit(aDeployment(7), 'autoscaler');
    await member.clock.advance(60_000);
    const scaled = (await member.read(aDeploymentKey))['spec'];
    member.objects.edit({ ...aDeployment(7), spec: { paused: true } }, 'kubectl-edit');

    await member.clock.advance(60_000);

    expect(scaled).toMatchObject({ replicas: 7 });
    expect((await member.read(aDeploymentKey))['spec']).toEqual({ replicas: 7, paused: false });
    expect(member.stands()).toMatchObject({ drifted: 1 });
  });
});

describe('Applier, on objects that are there already', () => {
  const theirs = aConfigMap('colours', { sky: 'red' });

  it('fails, and says who manages it', async () => {
    member.objects.edit(theirs, 'helm');

    await member.give(member.part([colours, aConfigMap('shapes')]));

    expect((await member.read())['data']).toEqual({ sky: 'red' });
    expect(member.stands()).toMatchObject({
      state: 'Failed',
      applied: 1,
      failed: 1,
      failures: [
        {
          object: aMapKey('colours'),
          reason: 'Exists',
          message: 'Cannot apply ConfigMap shop/colours: it is there already, managed by helm',
        },
      ],
    });
  });

  it('leaves it alone where the distribution says Skip', async () => {
    member.objects.edit(theirs, 'helm');

    await member.give(member.part([colours], { conflict: 'Skip' }));

    expect((await member.read())['data']).toEqual({ sky: 'red' });
    expect(member.stands()).toMatchObject({ state: 'Applied', failed: 0 });
  });

  it('takes it over where the distribution says Adopt, and leaves it there in the end', async () => {
    member.objects.edit(theirs, 'helm');
    await member.give(member.part([colours], { conflict: 'Adopt' }));
    const adopted = await member.read();
    await member.stop();
    await member.start();

    await member.give({ uid: uids.first, name: 'first', withdrawn: true });

    expect(adopted).toMatchObject({
      metadata: { annotations: { [adoptedAnnotation]: 'true' } },
      data: { sky: 'blue' },
    });
    const { labels, annotations } = (await member.read()).metadata;
    expect([labels, annotations]).toEqual([undefined, undefined]);
    expect(await member.listStored()).toEqual([]);
  });
});

describe('Applier, with two distributions that want one object', () => {
  const younger = { uid: uids.second, name: 'second', createdAt: '2026-11-20T11:00:00Z' };
  const red = aConfigMap('colours', { sky: 'red' });

  it('gives it to the older, and the younger says so', async () => {
    await member.give(member.part([red], younger));

    await member.give(member.part([red], younger), member.part([colours]));
    await member.clock.advance(1000);

    expect((await member.read())['data']).toEqual({ sky: 'blue' });
    expect(member.stands()?.state).toBe('Applied');
    expect(member.stands(uids.second)).toMatchObject({
      state: 'Failed',
      failures: [
        {
          reason: 'Conflict',
          message: 'Cannot apply ConfigMap shop/colours: the older distribution first has it',
        },
      ],
    });
  });

  it('hands it over when the older lets it go', async () => {
    await member.give(member.part([red], younger), member.part([colours]));
    const { uid } = (await member.read()).metadata;

    await member.give(member.part([red], younger), { uid: uids.first, name: 'first', withdrawn: true });
    await member.clock.advance(1000);

    expect(await member.read()).toMatchObject({ metadata: { uid }, data: { sky: 'red' } });
    expect(member.applier.report()).toMatchObject({ parts: [{ uid: uids.second, state: 'Applied' }] });
  });
});
