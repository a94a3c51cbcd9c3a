import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anOfferingSet } from '../../../builders/an-offering-set.ts';
import { found } from '../../../builders/found.ts';

let set: Awaited<ReturnType<typeof anOfferingSet>>;

const configMap = (name: string, data: Record<string, string> = { sky: 'blue' }) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop' },
  data,
});
const secret = (name: string, text: string, type = 'Opaque') => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'shop' },
  type,
  data: { password: Buffer.from(text).toString('base64') },
});
const sent = () => set.secondary.hub.sent.filter(({ path }) => path === '/v1/offers').length;
const condition = async () => (await set.readStatus())?.conditions?.find(({ type }) => type === 'Exports');
const names = async () =>
  (await set.kept()).map(({ metadata }) => metadata.labels?.['joinery.dev/export-name']);
const events = async () =>
  (await set.secondary.kubernetes.list('Event', {}))
    .map(({ reason, involvedObject }) => `${involvedObject.name} ${reason}`)
    .toSorted();

afterEach(async () => set.end());

describe('offering to a set that takes it', () => {
  beforeEach(async () => {
    set = await anOfferingSet();
  });

  it('brings what has the label to the primary, under the name of the member', async () => {
    set.offer(configMap('colours'));
    set.offer(configMap('private'), 'false');

    await set.settle();

    const [kept, ...others] = await set.kept();
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ kind: 'ConfigMap', data: { sky: 'blue' } });
    expect(kept?.metadata.name).toMatch(/^export-edge-7-[0-9a-f]{16}$/);
    expect(kept?.metadata.labels).toEqual({
      'joinery.dev/exported-by': 'edge-7',
      'joinery.dev/export-namespace': 'shop',
      'joinery.dev/export-name': 'colours',
    });
  });

  it('lets the primary delete it with the Member', async () => {
    set.offer(configMap('colours'));
    await set.settle();

    const [kept] = await set.kept();

    const { uid } = found(await set.primary.readMember('edge-7')).metadata;
    expect(kept?.metadata.ownerReferences).toEqual([
      { apiVersion: 'joinery.dev/v1alpha1', kind: 'Member', name: 'edge-7', uid },
    ]);
  });

  it('seals a Secret, so that who reads along sees nothing of it', async () => {
    set.offer(secret('login', 'open sesame'));

    await set.settle();

    const [kept] = await set.kept();
    const bodies = set.secondary.hub.sent.map(({ body }) => Buffer.from(body).toString()).join('\n');
    expect(kept).toMatchObject({ kind: 'Secret', type: 'Opaque', data: { password: 'b3BlbiBzZXNhbWU=' } });
    expect(bodies).not.toContain('b3BlbiBzZXNhbWU');
    expect(bodies).not.toContain('open sesame');
  });

  it('sends nothing while nothing changes, and then only what changed', async () => {
    set.offer(configMap('colours'));
    set.offer(secret('login', 'open sesame'));
    await set.settle();
    const before = { sent: sent(), writes: set.primary.objects.writes.length };

    await set.primary.clock.advance(600_000);
    const atRest = { sent: sent(), writes: set.primary.objects.writes.length };
    set.offer(configMap('colours', { sky: 'red' }));
    await set.settle();

    expect(atRest).toEqual(before);
    expect(sent()).toBe(before.sent + 2);
    expect(set.primary.objects.writes).toHaveLength(before.writes + 1);
  });

  it.for([
    ['loses its label', () => set.offer(configMap('colours'), 'false')],
    [
      'is deleted',
      () => set.objects.remove({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'colours' }),
    ],
  ] as const)('takes back what %s', async ([, withdraw]) => {
    set.offer(configMap('colours'));
    set.offer(configMap('shapes'));
    await set.settle();

    withdraw();
    await set.settle();

    expect(await names()).toEqual(['shapes']);
  });

  it('keeps what a member offered that is away', async () => {
    set.offer(configMap('colours'));
    await set.settle();

    await set.end();
    await set.primary.clock.advance(600_000);

    expect(await names()).toEqual(['colours']);
  });

  it('shows on the Member how many are taken', async () => {
    set.offer(configMap('colours'));

    await set.settle();

    expect((await set.readStatus())?.exports).toMatchObject({ taken: 1, refused: 0 });
    expect(await condition()).toMatchObject({ status: 'True', reason: 'Taken' });
  });

  it('makes a Secret of another type anew', async () => {
    set.offer(secret('login', 'one'));
    await set.settle();
    const [before] = await set.kept();

    set.offer(secret('login', 'two', 'example.com/login'));
    await set.settle();

    const [after, ...others] = await set.kept();
    expect(others).toEqual([]);
    expect(after).toMatchObject({ type: 'example.com/login' });
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
  });

  it('says on both sides what the primary does not take', async () => {
    set.offer(secret('token', 'x', 'joinery.dev/join-token'));
    set.offer(configMap('large', { text: 'x'.repeat(31_000) }));
    set.offer(configMap('colours'));

    await set.settle();

    expect(await names()).toEqual(['colours']);
    expect(await condition()).toMatchObject({ status: 'False', reason: 'Refused' });
    expect(await events()).toEqual(['large TooLarge', 'token TypeNotTaken']);
  });

  it('is quiet for a while after an API server did not take one', async () => {
    set.primary.objects.ending.add('joinery-mc');
    set.offer(configMap('colours'));
    await set.settle();
    const before = sent();
    await set.settle();
    const quiet = sent();

    set.primary.objects.ending.clear();
    await set.primary.clock.advance(300_000);

    expect(quiet).toBe(before);
    expect(await names()).toEqual(['colours']);
  });

  it('goes on where the hub was killed', async () => {
    let left = 1;
    set.primary.objects.beforeWrite = () => {
      left -= 1;
      if (left < 0) throw new RangeError('killed');
    };
    set.offer(configMap('colours'));
    set.offer(configMap('shapes'));
    await set.settle();
    const half = await names();

    set.primary.objects.beforeWrite = () => undefined;
    await set.primary.clock.advance(45_000);

    expect(half).toHaveLength(1);
    expect(await names()).toHaveLength(2);
    expect(await condition()).toMatchObject({ status: 'True', reason: 'Taken' });
  });

  it('is left alone while the member is paused', async () => {
    set.offer(configMap('colours'));
    await set.settle();
    const member = found(await set.primary.readMember('edge-7'));
    await set.primary.kubernetes.update('Member', { ...member, spec: { paused: true } });

    set.offer(configMap('colours'), 'false');
    await set.settle();

    expect(await names()).toEqual(['colours']);
  });
});

describe('offering to a set with limits', () => {
  it.for([
    ['nothing', { enabled: false }, [], 'ExportsDisabled'],
    ['another kind', { kinds: ['Secret'] }, [], 'KindNotTaken'],
    ['one object', { perMember: 1 }, ['a'], 'OverQuota'],
    ['few bytes', { maxBytes: 40 }, ['a'], 'OverQuota'],
  ] satisfies [string, Parameters<typeof anOfferingSet>[0], string[], string][])(
    'goes as far as a primary that takes %s',
    async ([, limits, taken, reason]) => {
      set = await anOfferingSet(limits);
      set.offer(configMap('a'));
      set.offer(configMap('b'));

      await set.settle();

      expect(await names()).toEqual(taken);
      expect(await events()).toContain(`b ${reason}`);
    },
  );

  it('is judged anew when the limits change', async () => {
    set = await anOfferingSet({ enabled: false });
    set.offer(configMap('a'));
    await set.settle();

    Object.assign(set.primary.config.exports, { enabled: true });
    await set.settle();

    expect(await names()).toEqual(['a']);
  });
});
