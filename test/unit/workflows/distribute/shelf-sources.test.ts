import type { PrimaryConfig } from '#validators/primary-config';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aConfigMap, allPolicies, aPolicy, aShelf, policyGrant } from '../../../builders/a-shelf.ts';
import { setNamespace } from '../../../builders/a-config.ts';

let set: ReturnType<typeof aShelf>;

beforeEach(async () => {
  set = aShelf({ sources: [policyGrant] });
  await set.join('edge-1');
});

afterEach(() => set.stop.abort(new Error('the test is over')));

/** An object of the set's own namespace. */
const own = (kind: 'ConfigMap' | 'Secret', name: string, fields: object = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: setNamespace },
  ...fields,
});

const findingsOf = (uid: string) => set.shelf.findings(uid).get('*') ?? [];

describe('Shelf: sources', () => {
  it('follows a source: what changes there changes on the list', async () => {
    set.objects.edit(own('ConfigMap', 'colours', { data: { red: '1' } }), 'person');
    await set.distribute({
      sources: [{ ref: { apiVersion: 'v1', kind: 'ConfigMap', name: 'colours' }, targetNamespace: 'shop' }],
    });
    await set.start();
    const first = set.partsFor('edge-1')[0]?.revision;

    set.objects.edit(own('ConfigMap', 'colours', { data: { red: '2' } }), 'person');
    await set.settle();

    expect(set.partsFor('edge-1')[0]?.revision).not.toBe(first);
    expect(set.objectsFor('edge-1')).toEqual([
      {
        manifest: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'colours', namespace: 'shop' },
          data: { red: '2' },
        },
        isConfidential: false,
      },
    ]);
  });

  it('keeps a template in a copy as it is, unless it is asked to fill it in', async () => {
    set.objects.edit(own('ConfigMap', 'colours', { data: { name: '{{ cluster.name }}' } }), 'person');
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'colours' };
    await set.distribute({ sources: [{ ref }] });
    await set.start();
    expect(set.objectsFor('edge-1')).toMatchObject([{ manifest: { data: { name: '{{ cluster.name }}' } } }]);

    await set.distribute({ sources: [{ ref, template: true }] });
    await set.settle();
    expect(set.objectsFor('edge-1')).toMatchObject([{ manifest: { data: { name: 'edge-1' } } }]);
  });

  it('selects by label, follows what comes, and lets go together what goes together', async () => {
    for (const name of ['a', 'b', 'c']) set.objects.edit(aPolicy(name, { tier: 'web' }), 'person');
    set.objects.edit(aPolicy('other'), 'person');
    const selector = { matchLabels: { tier: 'web' } };
    await set.distribute({ sources: [{ select: { ...allPolicies.select, selector } }] });
    await set.start();
    const names = () => set.objectsFor('edge-1').map(({ manifest }) => manifest.metadata.name);
    expect(names()).toEqual(['a', 'b', 'c']);

    const key = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'policies' };
    set.objects.remove({ ...key, name: 'a' });
    await set.clock.advance(4000);
    set.objects.remove({ ...key, name: 'b' });
    await set.clock.advance(4000);
    expect(names()).toEqual(['a', 'b', 'c']);
    await set.clock.advance(2000);
    expect(names()).toEqual(['c']);
  });

  it('says that a selector matches nothing by an empty list, which is all there is', async () => {
    await set.distribute({ sources: [allPolicies] });
    await set.start();

    expect(set.partsFor('edge-1')).toMatchObject([{ complete: true, objects: [] }]);
  });

  it('takes no object of Joinery or of the cluster along when everything is selected', async () => {
    set.objects.edit(own('Secret', 'hub-identity', { type: 'joinery.dev/hub-identity' }), 'hub');
    set.objects.edit(own('Secret', 'hub-tls', { type: 'kubernetes.io/tls' }), 'hub');
    set.objects.edit(own('Secret', 'account', { type: 'kubernetes.io/service-account-token' }), 'kubernetes');
    set.objects.edit(own('Secret', 'password', { type: 'Opaque' }), 'person');
    await set.distribute({ sources: [{ select: { apiVersion: 'v1', kind: 'Secret' } }] });
    await set.start();

    expect(set.objectsFor('edge-1')).toMatchObject([
      { manifest: { metadata: { name: 'password' } }, isConfidential: true },
    ]);
  });

  it.for([
    [
      'a kind that is not granted',
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
      'Deployment joinery-mc/a',
    ],
    [
      'a Secret elsewhere',
      { apiVersion: 'v1', kind: 'Secret', namespace: 'kube-system', name: 'a' },
      'Secret kube-system/a',
    ],
    [
      'a granted kind elsewhere',
      { ...allPolicies.select, namespace: 'other', name: 'a' },
      'NetworkPolicy other/a',
    ],
    [
      'the identity of the hub',
      { apiVersion: 'v1', kind: 'Secret', name: 'hub-identity' },
      'Secret joinery-mc/hub-identity',
    ],
    ['its certificate', { apiVersion: 'v1', kind: 'Secret', name: 'hub-tls' }, 'Secret joinery-mc/hub-tls'],
  ] as const)('refuses %s', async ([, ref, object]) => {
    set.objects.edit(own('Secret', 'hub-identity', { type: 'joinery.dev/hub-identity' }), 'hub');
    set.objects.edit(own('Secret', 'hub-tls', { type: 'kubernetes.io/tls' }), 'hub');
    const uid = await set.distribute({ sources: [{ ref }] });
    await set.start();

    expect(findingsOf(uid)).toMatchObject([{ reason: 'SourceNotGranted', source: 0, object }]);
    expect(set.partsFor('edge-1', [uid])).toMatchObject([{ complete: false }]);
  });

  it('keeps what members have when a source is missing, and goes on when it comes', async () => {
    const uid = await set.distribute({
      sources: [{ manifest: aConfigMap() }, { ref: { apiVersion: 'v1', kind: 'ConfigMap', name: 'late' } }],
    });
    await set.start();
    expect(set.partsFor('edge-1')).toMatchObject([{ complete: false }]);
    expect(findingsOf(uid)).toEqual([
      {
        source: 1,
        object: 'ConfigMap joinery-mc/late',
        reason: 'SourceNotFound',
        message: 'Cannot take ConfigMap joinery-mc/late of source 2: it is not there.',
        remedy: 'Create it on the primary, or take the source out of the Distribution.',
      },
    ]);

    set.objects.edit(own('ConfigMap', 'late'), 'person');
    await set.settle();
    expect(set.partsFor('edge-1')[0]?.objects).toHaveLength(2);
  });

  it.for([
    [
      'whose kind is missing',
      () => set.objects.unserve('networking.k8s.io/v1', 'NetworkPolicy'),
      'Install the CRD',
    ],
    ['without the right', () => set.objects.forbidden.add('list NetworkPolicy'), 'Grant the verb "list"'],
  ] as const)('is not held up by a source %s', async ([, break_, remedy]) => {
    break_();
    const uid = await set.distribute({ sources: [allPolicies] }, { name: 'broken' });
    await set.distribute({});
    await set.start();

    expect(set.shelf.isSynced).toBe(true);
    expect(set.partsFor('edge-1').filter(({ complete }) => complete === true)).toHaveLength(1);
    expect(findingsOf(uid)).toMatchObject([{ reason: 'SourceNotRead', source: 0 }]);
    expect(findingsOf(uid)[0]?.remedy).toContain(remedy);

    set.objects.forbidden.clear();
    set.objects.serve({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      plural: 'networkpolicies',
      isNamespaced: true,
      verbs: [],
    });
    await set.clock.advance(11_000);
    expect(findingsOf(uid)).toEqual([]);
  });

  it('goes by what it read when the API server is away, and finds by listing what a dead watch missed', async () => {
    set.objects.edit(aPolicy('a'), 'person');
    await set.distribute({ sources: [allPolicies] });
    await set.start();
    const before = set.partsFor('edge-1');

    set.objects.isAway = true;
    await set.clock.advance(700_000);
    expect(set.partsFor('edge-1')).toEqual(before);

    set.objects.isAway = false;
    set.objects.edit(aPolicy('b'), 'person');
    await set.clock.advance(700_000);
    expect(set.partsFor('edge-1')[0]?.objects).toHaveLength(2);
  });

  it('tells members what they were told while a new source is being read', async () => {
    const uid = await set.distribute({ sources: [{ manifest: aConfigMap() }] });
    await set.start();
    const before = set.partsFor('edge-1', [uid]);
    const read = Promise.withResolvers<void>();
    const list = set.objects.list.bind(set.objects);
    set.objects.list = async (selection) => read.promise.then(async () => list(selection));

    await set.distribute({ placement: { names: [] }, sources: [allPolicies] });
    await set.settle();
    expect(set.partsFor('edge-1', [uid])).toEqual(before);

    read.resolve();
    await set.settle();
    expect(set.partsFor('edge-1', [uid])).toMatchObject([{ withdrawn: true }]);
  });

  it.for([
    ['that is no YAML', 'a: [', 'SourceInvalid'],
    ['that is empty', '# nothing', 'SourceInvalid'],
    ['that is no object', '- a\n- b', 'SourceInvalid'],
    ['without a kind', 'apiVersion: v1\nmetadata: {name: a}', 'SourceInvalid'],
    ['without a name', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: a}', 'SourceInvalid'],
    ['nested too deep', `a: ${'['.repeat(200)}${']'.repeat(200)}`, 'SourceInvalid'],
    [
      'that is no template',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{#each x}}"}',
      'TemplateInvalid',
    ],
    [
      'over 1 MiB',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: ${'x'.repeat(1_048_577)}}`,
      'TooLarge',
    ],
    [
      'with an object twice',
      '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'.repeat(2),
      'DuplicateObject',
    ],
  ] as const)('finds what is wrong with a manifest %s', async ([, manifests, reason]) => {
    const uid = await set.distribute({ sources: [{ manifests }] });
    await set.distribute({}, { name: 'fine' });
    await set.start();

    expect(findingsOf(uid)).toMatchObject([{ reason, source: 0 }]);
    expect(set.partsFor('edge-1').filter(({ complete }) => complete === true)).toHaveLength(1);
  });

  it('finds what is wrong with what a template made', async () => {
    const manifest = { ...aConfigMap(), metadata: { name: '{{ values.name }}' } };
    const uid = await set.distribute({ sources: [{ manifest }], values: { name: '../a' } });
    await set.start();

    expect(set.shelf.findings(uid).get('edge-1')).toMatchObject([
      { reason: 'SourceInvalid', message: 'Cannot take source 1: its metadata.name is not valid.' },
    ]);
  });

  it('moves objects to another namespace, but for those that have none', async () => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'r' } };
    await set.distribute({
      sources: [
        { manifest: aConfigMap(), targetNamespace: 'elsewhere' },
        { manifest: role, targetNamespace: 'elsewhere' },
      ],
    });
    await set.start();

    expect(set.objectsFor('edge-1').map(({ manifest }) => manifest.metadata)).toEqual([
      { name: 'colours', namespace: 'elsewhere' },
      { name: 'r' },
    ]);
  });

  it('ends the watch of a source that nobody needs any more', async () => {
    await set.distribute({ sources: [allPolicies] });
    await set.start();
    await set.distribute({ sources: [{ manifest: aConfigMap() }] });
    await set.settle();
    const told: string[][] = [];
    set.shelf.onChange((members) => told.push([...members]));

    set.objects.edit(aPolicy('a'), 'person');
    await set.clock.advance(50);

    expect(told).toEqual([]);
  });
});

describe('Shelf: dependencies', () => {
  const kio = 'config.kio.kasten.io/v1alpha1';
  const profile = {
    apiVersion: kio,
    kind: 'Profile',
    metadata: { name: 's3', namespace: 'kasten-io' },
    spec: {
      locationSpec: {
        credential: { secret: { apiVersion: 'v1', kind: 'secret', name: 'k10-s3', namespace: 'kasten-io' } },
      },
    },
  };
  const policyOfKasten = {
    apiVersion: kio,
    kind: 'Policy',
    metadata: { name: 'daily', namespace: 'kasten-io' },
    spec: {
      actions: [{ action: 'export', exportParameters: { profile: { name: 's3', namespace: 'kasten-io' } } }],
    },
  };
  const kinds = [
    { group: 'config.kio.kasten.io', resource: 'policies', kind: 'Policy', namespaces: ['kasten-io'] },
    { group: 'config.kio.kasten.io', resource: 'profiles', kind: 'Profile', namespaces: ['kasten-io'] },
  ];
  const secretGrant = {
    group: '',
    resource: 'secrets',
    kind: 'Secret',
    namespaces: ['kasten-io'],
    names: ['k10-s3'],
  };

  const begin = async (sources: PrimaryConfig['sources']) => {
    set = aShelf({ sources });
    for (const [kind, plural] of [
      ['Policy', 'policies'],
      ['Profile', 'profiles'],
    ] as const) {
      set.objects.serve({ apiVersion: kio, kind, plural, isNamespaced: true, verbs: [] });
    }
    set.objects.edit(profile, 'person');
    set.objects.edit(policyOfKasten, 'person');
    const metadata = { name: 'k10-s3', namespace: 'kasten-io' };
    set.objects.edit(
      { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data: { key: 'a2V5' } },
      'person',
    );
    await set.join('edge-1');
    const ref = { apiVersion: kio, kind: 'Policy', namespace: 'kasten-io', name: 'daily' };
    const uid = await set.distribute({ sources: [{ ref }] });
    await set.start();
    await set.settle();
    return uid;
  };

  it('go along, theirs too, and Secrets sealed', async () => {
    await begin([...kinds, secretGrant]);

    expect(
      set.objectsFor('edge-1').map(({ manifest, isConfidential }) => [manifest.kind, isConfidential]),
    ).toEqual([
      ['Secret', true],
      ['Profile', false],
      ['Policy', false],
    ]);
  });

  it('have to be granted as well', async () => {
    const uid = await begin(kinds);

    expect(set.shelf.findings(uid).get('*')).toMatchObject([
      { reason: 'SourceNotGranted', object: 'Secret kasten-io/k10-s3' },
    ]);
    expect(set.partsFor('edge-1')).toMatchObject([{ complete: false }]);
  });
});
