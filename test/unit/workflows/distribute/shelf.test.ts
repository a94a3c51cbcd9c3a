import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sortForRollout } from '../../../../jobs/core/distribution/list-released.ts';
import { aConfigMap, allPolicies, aPolicy, aShelf, policyGrant } from '../../../builders/a-shelf.ts';
import { setNamespace } from '../../../builders/a-config.ts';
import { found } from '../../../builders/found.ts';

let set: ReturnType<typeof aShelf>;

beforeEach(() => {
  set = aShelf({ sources: [policyGrant] });
});

afterEach(() => set.stop.abort(new Error('the test is over')));

describe('Shelf', () => {
  it('gives each member what it is to have, under names of its own', async () => {
    await set.join('edge-1');
    await set.join('edge-2');
    const uid = await set.distribute({ sources: [{ manifest: aConfigMap() }] });
    await set.start();

    const [[one], [other]] = [set.partsFor('edge-1'), set.partsFor('edge-2')];
    expect(one).toMatchObject({
      uid,
      name: 'colours',
      createdAt: '2026-11-20T12:00:00Z',
      complete: true,
      conflict: 'Fail',
      deletion: 'Delete',
      createNamespaces: true,
      dryRun: false,
      allowPrune: '',
    });
    expect(one?.objects).toHaveLength(1);
    expect(one?.objects).not.toEqual(other?.objects);
    expect(set.objectsFor('edge-1')).toEqual([{ manifest: aConfigMap(), isConfidential: false }]);
  });

  it('gives no member what is on the list of another one', async () => {
    await set.join('edge-1');
    await set.join('edge-2');
    await set.distribute({ placement: { names: ['edge-1'] }, sources: [{ manifest: aConfigMap() }] });
    await set.start();

    const ids = set.partsFor('edge-1').flatMap(({ objects = [] }) => objects);

    expect(set.shelf.find(set.memberOf('edge-1'), ids).size).toBe(1);
    expect(set.shelf.find(set.memberOf('edge-2'), ids).size).toBe(0);
    expect(set.partsFor('edge-2')).toEqual([]);
  });

  it('comes to the same list on every replica', async () => {
    set.objects.edit(aPolicy('a'), 'person');
    set.objects.edit(aPolicy('b'), 'person');
    await set.join('edge-1');
    await set.distribute({ sources: [allPolicies] });
    await set.start();
    const before = set.shelf.partsFor(set.memberOf('edge-1'), []);

    set.objects.remove({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      namespace: 'policies',
      name: 'a',
    });
    await set.settle();
    set.objects.edit(aPolicy('a'), 'person');
    await set.settle();

    expect(set.shelf.partsFor(set.memberOf('edge-1'), [])).toEqual(before);
  });

  it('is asked by nobody before members, distributions, sources and ledger are known', async () => {
    set.objects.edit(aPolicy('a'), 'person');
    await set.distribute({ sources: [allPolicies] });

    expect(set.shelf.isSynced).toBe(false);
    await set.start();
    expect(set.shelf.isSynced).toBe(true);
  });

  it('gives nothing of what is not written down yet', async () => {
    await set.join('edge-1');
    await set.start();
    await set.distribute({});
    await set.clock.advance(30);

    expect(set.partsFor('edge-1')).toEqual([]);
    await set.settle();
    expect(set.partsFor('edge-1')).toHaveLength(1);
  });

  it('takes back what is not for a member any more, and only by name', async () => {
    await set.join('edge-1', { tier: 'a' });
    const uid = await set.distribute({ placement: { selector: { matchLabels: { tier: 'a' } } } });
    await set.start();
    expect(set.partsFor('edge-1', [uid])).toMatchObject([{ uid, complete: true }]);

    await set.change('edge-1', () => ({ metadata: { labels: { tier: 'b' } } }));
    await set.settle();

    expect(set.partsFor('edge-1', [uid])).toEqual([{ uid, name: 'colours', withdrawn: true }]);
    expect(set.partsFor('edge-1')).toEqual([]);
  });

  it('says nothing of a Distribution that is gone until the ledger does, nor of one nobody knows', async () => {
    await set.join('edge-1');
    const uid = await set.distribute({});
    await set.start();

    await set.withdraw();
    await set.settle();
    expect(set.partsFor('edge-1', [uid, 'unknown'])).toEqual([]);

    set.board.note({
      metadata: {},
      data: { [uid]: '{"name":"colours","state":"Withdrawn","since":"2026-11-20T12:00:00Z"}' },
    });
    expect(set.partsFor('edge-1', [uid, 'unknown'])).toEqual([{ uid, name: 'colours', withdrawn: true }]);
  });

  it('lets members keep what they have while it is suspended, placed or not', async () => {
    await set.join('edge-1');
    await set.join('edge-2');
    const uid = await set.distribute({ suspend: true, placement: { names: ['edge-1'] } });
    await set.start();

    expect(set.partsFor('edge-1', [uid])).toMatchObject([{ uid, complete: false }]);
    expect(set.partsFor('edge-1', [uid])[0]).not.toHaveProperty('objects');
    expect(set.partsFor('edge-2', [uid])).toEqual([]);
  });

  it('gives nothing to the primary itself, nor to who never joined or left', async () => {
    await set.join('eu-central');
    await set.join('edge-1');
    await set.join('edge-2');
    await set.kubernetes.create('Member', { metadata: { namespace: setNamespace, name: 'edge-3' } });
    const left = found(await set.kubernetes.get('Member', { namespace: setNamespace, name: 'edge-2' }));
    const conditions = [
      {
        type: 'Joined',
        status: 'False',
        reason: 'Left',
        message: '',
        lastTransitionTime: '2026-11-20T12:00:00Z',
      } as const,
    ];
    const leftAt = '2026-11-20T12:00:00Z';
    await set.kubernetes.updateStatus('Member', {
      ...left,
      status: { ...left.status, leftAt, conditions: [...conditions] },
    });
    const uid = await set.distribute({});
    await set.start();

    expect([...set.shelf.placed(uid).keys()]).toEqual(['edge-1']);
  });

  it('leaves members as they are that a wave has not reached', async () => {
    const names = ['edge-1', 'edge-2', 'edge-3'];
    for (const name of names) await set.join(name);
    const uid = await set.distribute({ rollout: { maxAtOnce: 1 } });
    await set.start();
    const queue = sortForRollout(uid, names);
    const complete = (): string[] => queue.filter((name) => set.partsFor(name)[0]?.complete === true);
    expect(complete()).toEqual([]);

    const ref = { namespace: setNamespace, name: 'colours' };
    const stored = found(await set.kubernetes.get('Distribution', ref));
    const rollout = { revision: set.shelf.rolloutRevision(uid), released: 2 };
    await set.kubernetes.updateStatus('Distribution', { ...stored, status: { rollout } });
    await set.settle();

    expect(complete()).toEqual(queue.slice(0, 2));
    expect(set.objectsFor(queue[2] ?? '')).toEqual([]);
  });

  it('allows that much is taken away as a person says', async () => {
    await set.join('edge-1');
    const uid = await set.distribute({});
    await set.start();
    const allowed = () => set.partsFor('edge-1')[0];
    const revision = found(allowed()?.revision);

    for (const text of ['true', revision, set.shelf.rolloutRevision(uid)]) {
      await set.distribute({}, { annotations: { 'joinery.dev/allow-prune': text } });
      await set.settle();
      expect(allowed()).toMatchObject({ revision, allowPrune: revision });
    }
    await set.distribute({}, { annotations: { 'joinery.dev/allow-prune': 'another' } });
    await set.settle();
    expect(allowed()?.allowPrune).toBe('');
  });

  it('fills in templates for each member, and one that fails holds up no other', async () => {
    await set.join('edge-1', { region: 'eu' });
    await set.join('edge-2');
    const manifest = aConfigMap('colours', {
      region: '{{ cluster.labels.region }}',
      size: '{{ values.size }}',
    });
    const values = { size: 'small' };
    const clusterValues = { 'edge-1': { size: 'large' } };
    const uid = await set.distribute({ sources: [{ manifest }], values, clusterValues });
    await set.start();

    expect(set.objectsFor('edge-1')).toMatchObject([{ manifest: { data: { region: 'eu', size: 'large' } } }]);
    expect(set.partsFor('edge-2', [uid])).toMatchObject([{ uid, complete: false }]);
    expect([...set.shelf.findings(uid)]).toEqual([
      [
        'edge-2',
        [
          {
            source: 0,
            reason: 'NameUnknown',
            message: 'Cannot take source 1: at /data/region "cluster.labels.region" is not known.',
            remedy: 'Give the cluster that label, or set the value in values or clusterValues.',
          },
        ],
      ],
    ]);
    expect([...set.shelf.placed(uid)]).toEqual([
      ['edge-1', set.partsFor('edge-1')[0]?.revision],
      ['edge-2', ''],
    ]);

    await set.change('edge-2', () => ({ metadata: { labels: { region: 'us' } } }));
    await set.settle();
    expect(set.objectsFor('edge-2')).toMatchObject([{ manifest: { data: { region: 'us', size: 'small' } } }]);
    expect(set.shelf.findings(uid).size).toBe(0);
  });

  it('tells of changes by member, and of none when nothing changed for members', async () => {
    await set.join('edge-1');
    await set.join('edge-2');
    await set.distribute({ placement: { names: ['edge-1'] } });
    await set.start();
    const told: string[][] = [];
    set.shelf.onChange((members) => told.push([...members]));

    const ref = { namespace: setNamespace, name: 'colours' };
    const stored = found(await set.kubernetes.get('Distribution', ref));
    await set.kubernetes.updateStatus('Distribution', { ...stored, status: { observedGeneration: 1 } });
    const member = found(await set.kubernetes.get('Member', { namespace: setNamespace, name: 'edge-1' }));
    const versions = { agent: '2', kubernetes: 'v1' };
    await set.kubernetes.updateStatus('Member', { ...member, status: { ...member.status, versions } });
    await set.clock.advance(50);
    expect(told.flat()).toEqual([]);

    await set.distribute({ placement: { names: ['edge-2'] } });
    await set.clock.advance(50);
    expect(new Set(told.flat())).toEqual(new Set(['edge-1', 'edge-2']));
  });
});
