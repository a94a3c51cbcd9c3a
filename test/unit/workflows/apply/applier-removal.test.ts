import { beforeEach, describe, expect, it } from 'vitest';
import { aConfigMap, aDeployment, aMapKey } from '../../../builders/a-manifest.ts';
import { AMember, uids } from '../../../builders/an-applier.ts';
import { found } from '../../../builders/found.ts';

let member: AMember;

beforeEach(async () => {
  member = new AMember();
  await member.start();
});

const colours = aConfigMap('colours');

describe('Applier, taking away', () => {
  const withdrawn = { uid: uids.first, name: 'first', withdrawn: true };
  const many = Array.from({ length: 30 }, (_, at) => aConfigMap(`map-${at}`));

  it('takes everything of a withdrawn distribution away', async () => {
    await member.give(member.part([colours, aDeployment(1)]));

    await member.give(withdrawn);

    expect(member.objects.writes.slice(-2)).toEqual(['delete Deployment web', 'delete ConfigMap colours']);
    expect(await member.listStored()).toEqual([]);
    expect(member.applier.report()).toEqual({ parts: [] });
  });

  it('leaves objects there where the distribution says Orphan, without its marks', async () => {
    await member.give(member.part([colours], { deletion: 'Orphan' }));

    await member.give(withdrawn);

    expect((await member.read()).metadata.labels).toBeUndefined();
    expect(member.applier.report()).toEqual({ parts: [] });
  });

  it('leaves an object alone that somebody made anew', async () => {
    await member.give(member.part([colours]));
    await member.stop();
    member.objects.remove(aMapKey('colours'));
    member.objects.edit(aConfigMap('colours', { sky: 'red' }), 'helm');
    await member.start();

    await member.give(withdrawn);

    expect((await member.read())['data']).toEqual({ sky: 'red' });
  });

  it('does not mind one that it does not have', async () => {
    await member.give(withdrawn);

    expect(member.applier.report()).toEqual({ parts: [] });
  });

  it('holds a complete part that wants nothing any more', async () => {
    await member.give(member.part([colours]));

    await member.give(member.part([]));

    expect(member.objects.names('ConfigMap')).toHaveLength(1);
    expect(member.stands()).toMatchObject({ state: 'Held', held: 1 });
  });

  it('holds one that would take away more than ten and more than a third', async () => {
    await member.give(member.part(many));

    await member.give(member.part(many.slice(0, 19)));

    expect(member.objects.names('ConfigMap')).toHaveLength(30);
    expect(member.stands()).toMatchObject({ state: 'Held', applied: 19, held: 11 });
  });

  it('goes on when a person allows it for this revision', async () => {
    await member.give(member.part(many));
    const short = member.part(many.slice(0, 5));
    await member.give(short);
    await member.stop();
    await member.start();
    await member.give(short);
    const held = member.stands()?.state;

    await member.give({ ...short, allowPrune: found(short.revision) });

    expect(held).toBe('Held');
    expect(member.objects.names('ConfigMap')).toHaveLength(5);
    expect(member.stands()?.state).toBe('Applied');
  });

  it('takes nothing away while what is to take its place fails', async () => {
    await member.give(member.part([colours, aConfigMap('shapes')]));

    await member.give(member.part([colours, aConfigMap('forms', { box: 7 })]));

    expect(member.objects.names('ConfigMap')).toEqual(['ConfigMap shop/colours', 'ConfigMap shop/shapes']);
    expect(member.stands()).toMatchObject({ state: 'Failed', failures: [{ reason: 'Invalid' }] });
  });

  it('says what it may not take away, tries again, and forgets that when it is wanted again', async () => {
    const both = member.part([colours, aConfigMap('shapes')]);
    await member.give(both);
    member.objects.forbidden.add('delete ConfigMap');
    await member.give(member.part([colours]));
    const stuck = member.stands();

    await member.give(both);
    const wanted = member.stands();
    await member.give(member.part([colours]));
    member.objects.forbidden.clear();
    await member.clock.advance(60_000);

    expect(stuck).toMatchObject({ state: 'Failed', held: 1, failures: [{ reason: 'RightMissing' }] });
    expect(wanted).toMatchObject({ state: 'Applied', failed: 0 });
    expect(member.stands()).toMatchObject({ state: 'Applied' });
    expect(member.objects.names('ConfigMap')).toEqual(['ConfigMap shop/colours']);
  });
});
