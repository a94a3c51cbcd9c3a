import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Member } from '../../jobs/core/membership/member.ts';
import type { Change, KubernetesApi, Stored } from '../../jobs/ports/kubernetes-api.ts';
import type { Secret } from '../../jobs/core/kubernetes/objects.ts';
import { found } from '../builders/found.ts';

/** An API server to test against, with an empty namespace that this test has to itself. */
export interface KubernetesApiUnderTest {
  readonly api: KubernetesApi;
  readonly namespace: string;
  /** Takes away what the test made. */
  readonly remove: () => Promise<void>;
}

/** Identifiers in the form that the API server asks for. */
const memberIds = {
  real: 'b7a1c0de-0000-4000-8000-000000000001',
  forged: 'b7a1c0de-0000-4000-8000-000000000002',
} as const;

const text = (value: string): string => Buffer.from(value).toString('base64');

/**
 * What every implementation of {@link KubernetesApi} promises. Runs against the one in memory, which all unit
 * tests lean on, and against a real API server.
 *
 * @param name What is under test.
 * @param create Makes it anew for each test.
 */
export function describeKubernetesApi(name: string, create: () => Promise<KubernetesApiUnderTest>): void {
  describe(`KubernetesApi: ${name}`, () => {
    let subject: KubernetesApiUnderTest;
    let api: KubernetesApi;
    let namespace: string;
    let stop: AbortController;

    beforeEach(async () => {
      subject = await create();
      ({ api, namespace } = subject);
      stop = new AbortController();
    });

    afterEach(async () => {
      stop.abort();
      await subject.remove();
    });

    async function createSecret(secretName = 'a', type = 'example.com/one'): Promise<Stored<Secret>> {
      const metadata = { namespace, name: secretName };
      return found(await api.create('Secret', { metadata, type, data: { key: text('value') } }));
    }

    async function listNames(selection: { name?: string; type?: string }): Promise<string[]> {
      const objects = await api.list('Secret', { namespace, ...selection });
      return objects.map(({ metadata }) => metadata.name).toSorted();
    }

    describe('get()', () => {
      it.for([['Secret'], ['ConfigMap'], ['Deployment'], ['Member'], ['Event']] as const)(
        'gives nothing for a %s that is not there',
        async ([kind]) => {
          expect(await api.get(kind, { namespace, name: 'absent' })).toBeUndefined();
        },
      );

      it('gives nothing in a namespace that is not there', async () => {
        expect(await api.get('Secret', { namespace: `${namespace}-absent`, name: 'a' })).toBeUndefined();
      });

      it('gives the same uid of a namespace each time', async () => {
        const first = await api.get('Namespace', { name: 'kube-system' });
        const second = await api.get('Namespace', { name: 'kube-system' });

        expect(first?.metadata.uid).toMatch(/^[0-9a-f-]{32,36}$/);
        expect(second?.metadata.uid).toBe(first?.metadata.uid);
      });
    });

    describe('create()', () => {
      it('stores what it was given, with a uid and a resource version', async () => {
        const created = await createSecret();

        const read = await api.get('Secret', { namespace, name: 'a' });
        expect(created.metadata.uid).not.toBe('');
        expect(created.metadata.resourceVersion).not.toBe('');
        expect(read).toMatchObject({
          metadata: { namespace, name: 'a', uid: created.metadata.uid },
          type: 'example.com/one',
          data: { key: text('value') },
        });
      });

      it('gives nothing and changes nothing when the name is taken', async () => {
        const first = await createSecret();

        const second = await api.create('Secret', { metadata: { namespace, name: 'a' }, data: {} });

        expect(second).toBeUndefined();
        expect(await api.get('Secret', { namespace, name: 'a' })).toMatchObject({
          metadata: { resourceVersion: first.metadata.resourceVersion },
          data: { key: text('value') },
        });
      });

      it('lets exactly one of many win that create the same name at once', async () => {
        const metadata = { namespace, name: 'contested' };
        const results = await Promise.all(
          Array.from({ length: 8 }, async () => api.create('ConfigMap', { metadata, data: {} })),
        );

        expect(results.filter((result) => result !== undefined)).toHaveLength(1);
      });

      it('refuses a namespace that is not there', async () => {
        const metadata = { namespace: `${namespace}-absent`, name: 'a' };

        await expect(api.create('Secret', { metadata })).rejects.toMatchObject({
          code: 'JOINERY_KUBERNETES_KIND_MISSING',
        });
      });

      it('gives an object made again under the same name another uid', async () => {
        const first = await createSecret();
        await api.delete('Secret', { namespace, name: 'a', uid: first.metadata.uid });

        const second = await createSecret();

        expect(second.metadata.uid).not.toBe(first.metadata.uid);
      });

      it('ignores a status that is sent along', async () => {
        const member = { metadata: { namespace, name: 'edge-7' }, status: { id: memberIds.forged } };

        await api.create('Member', { ...member, apiVersion: 'joinery.dev/v1alpha1', kind: 'Member' });

        expect((await api.get('Member', { namespace, name: 'edge-7' }))?.status).toBeUndefined();
      });
    });

    describe('update()', () => {
      it('writes over the version it read, and moves the version', async () => {
        const created = await createSecret();

        const updated = found(await api.update('Secret', { ...created, data: { key: text('other') } }));

        expect(updated.metadata.uid).toBe(created.metadata.uid);
        expect(updated.metadata.resourceVersion).not.toBe(created.metadata.resourceVersion);
        expect((await api.get('Secret', { namespace, name: 'a' }))?.data).toEqual({ key: text('other') });
      });

      it('gives nothing and changes nothing when somebody else was quicker', async () => {
        const created = await createSecret();
        await api.update('Secret', { ...created, data: { key: text('quick') } });

        const late = await api.update('Secret', { ...created, data: { key: text('late') } });

        expect(late).toBeUndefined();
        expect((await api.get('Secret', { namespace, name: 'a' }))?.data).toEqual({ key: text('quick') });
      });

      it('gives nothing when the object is gone', async () => {
        const created = await createSecret();
        await api.delete('Secret', { namespace, name: 'a', uid: created.metadata.uid });

        expect(await api.update('Secret', created)).toBeUndefined();
      });

      it('leaves the version alone when nothing changes', async () => {
        const created = await createSecret();

        const updated = await api.update('Secret', created);

        expect(updated?.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
      });

      it('does not touch the status of a Member', async () => {
        const metadata = { namespace, name: 'edge-7' };
        const created = found(await api.create('Member', { metadata }));
        const withStatus = found(
          await api.updateStatus('Member', { ...created, status: { id: memberIds.real } }),
        );

        await api.update('Member', {
          ...withStatus,
          spec: { accepted: true },
          status: { id: memberIds.forged },
        });

        expect(await api.get('Member', metadata)).toMatchObject({
          spec: { accepted: true },
          status: { id: memberIds.real },
        });
      });
    });

    describe('updateStatus()', () => {
      it('writes the status and nothing else', async () => {
        const metadata = { namespace, name: 'edge-7' };
        const created = found(await api.create('Member', { metadata }));

        await api.updateStatus('Member', {
          ...created,
          spec: { accepted: true },
          status: { id: memberIds.real },
        });

        const read: Stored<Member> | undefined = await api.get('Member', metadata);
        expect(read?.status).toEqual({ id: memberIds.real });
        expect(read?.spec?.accepted).toBeUndefined();
      });

      it('gives nothing when somebody else was quicker', async () => {
        const created = found(await api.create('Member', { metadata: { namespace, name: 'edge-7' } }));
        await api.updateStatus('Member', { ...created, status: { id: memberIds.real } });

        expect(
          await api.updateStatus('Member', { ...created, status: { id: memberIds.forged } }),
        ).toBeUndefined();
      });
    });

    describe('delete()', () => {
      it('takes the object away', async () => {
        const { uid } = (await createSecret()).metadata;

        await api.delete('Secret', { namespace, name: 'a', uid });

        expect(await api.get('Secret', { namespace, name: 'a' })).toBeUndefined();
      });

      it('leaves an object alone that was made anew', async () => {
        const { uid } = (await createSecret()).metadata;
        await api.delete('Secret', { namespace, name: 'a', uid });
        await createSecret();

        await api.delete('Secret', { namespace, name: 'a', uid });

        expect(await api.get('Secret', { namespace, name: 'a' })).toBeDefined();
      });

      it('is content when the object is gone', async () => {
        const uid = 'b7a1c0de-0000-4000-8000-000000000001';

        await expect(api.delete('Secret', { namespace, name: 'absent', uid })).resolves.toBeUndefined();
      });

      it('leaves alone what changed since it was seen, when told what that was', async () => {
        const { metadata, ...rest } = await createSecret();
        const ref = { namespace, name: 'a', uid: metadata.uid };
        const changed = found(await api.update('Secret', { ...rest, metadata, data: { key: text('new') } }));

        await api.delete('Secret', { ...ref, resourceVersion: metadata.resourceVersion });
        const left = await listNames({});
        await api.delete('Secret', { ...ref, resourceVersion: changed.metadata.resourceVersion });

        expect([left, await listNames({})]).toEqual([['a'], []]);
      });
    });

    describe('list()', () => {
      it('selects by namespace, name and type', async () => {
        await createSecret('a', 'example.com/one');
        await createSecret('b', 'example.com/two');

        expect(await listNames({})).toEqual(['a', 'b']);
        expect(await listNames({ name: 'b' })).toEqual(['b']);
        expect(await listNames({ type: 'example.com/one' })).toEqual(['a']);
        expect(await listNames({ name: 'b', type: 'example.com/one' })).toEqual([]);
      });

      it('is empty in a namespace that is not there', async () => {
        expect(await api.list('Secret', { namespace: `${namespace}-absent` })).toEqual([]);
      });
    });

    describe('watch()', () => {
      type SecretChange = Change<Stored<Secret>>;

      /** Starts to follow, and returns what comes first and a way to read on until something was told. */
      async function follow(selection: { name?: string } = {}) {
        const watch = api.watch('Secret', { namespace, ...selection }, stop.signal)[Symbol.asyncIterator]();
        const first = await watch.next();
        const readUntil = async (isEnough: (change: SecretChange) => boolean): Promise<SecretChange[]> => {
          const told: SecretChange[] = [];
          for (let next = await watch.next(); next.done !== true; next = await watch.next()) {
            told.push(next.value);
            if (isEnough(next.value)) break;
          }
          return told;
        };
        return { first: first.value as SecretChange, readUntil };
      }

      const namesIn = (change: SecretChange): string[] =>
        (change.type === 'snapshot' ? change.objects : [change.object]).map(({ metadata }) => metadata.name);

      it('begins with everything there is', async () => {
        await createSecret('a');

        const { first } = await follow();

        expect(first.type).toBe('snapshot');
        expect(namesIn(first)).toEqual(['a']);
      });

      it('tells what is made, changed and deleted afterwards, in that order', async () => {
        const { readUntil } = await follow();
        const created = await createSecret('a');
        const updated = found(await api.update('Secret', { ...created, data: { key: text('other') } }));
        await api.delete('Secret', { namespace, name: 'a', uid: updated.metadata.uid });

        const told = await readUntil(({ type }) => type === 'deleted');

        expect(told).toMatchObject([
          { type: 'applied', object: { data: { key: text('value') } } },
          { type: 'applied', object: { data: { key: text('other') } } },
          { type: 'deleted', object: { metadata: { name: 'a' } } },
        ]);
      });

      it('tells of the selected object only', async () => {
        const { readUntil } = await follow({ name: 'b' });
        await createSecret('a');
        await createSecret('b');

        const told = await readUntil(() => true);

        expect(told.flatMap(namesIn)).toEqual(['b']);
      });

      it('ends without an error when it is told to', async () => {
        const { readUntil } = await follow();

        const reading = readUntil(() => false);
        stop.abort(new Error('stopped'));

        await expect(reading).resolves.toEqual([]);
      });
    });

    describe('serverVersion()', () => {
      it('names the version', async () => {
        expect(await api.serverVersion()).toMatch(/^v1\.\d+\.\d+/);
      });
    });
  });
}
