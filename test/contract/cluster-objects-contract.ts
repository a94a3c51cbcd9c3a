import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest, StoredManifest } from '../../jobs/core/kubernetes/manifest.ts';
import { keyOf } from '../../jobs/core/kubernetes/object-key.ts';
import type { ClusterObjects } from '../../jobs/ports/cluster-objects.ts';
import type { Change } from '../../jobs/ports/kubernetes-api.ts';
import { found } from '../builders/found.ts';

/** An API server to test against, with an empty namespace that this test has to itself. */
export interface ClusterObjectsUnderTest {
  readonly objects: ClusterObjects;
  readonly namespace: string;
  /** Writes as another field manager, as an editor does. */
  readonly edit: (manifest: Manifest, manager: string) => Promise<void>;
  /** Takes away what the test made. */
  readonly remove: () => Promise<void>;
}

const partOf = 'applyset.kubernetes.io/part-of';

/**
 * What every implementation of {@link ClusterObjects} promises. Runs against the one in memory and against a real
 * API server.
 *
 * @param name What is under test.
 * @param create Makes it anew for each test.
 */
export function describeClusterObjects(name: string, create: () => Promise<ClusterObjectsUnderTest>): void {
  describe(`ClusterObjects: ${name}`, () => {
    let subject: ClusterObjectsUnderTest;
    let objects: ClusterObjects;
    let stop: AbortController;

    beforeEach(async () => {
      subject = await create();
      ({ objects } = subject);
      stop = new AbortController();
    });

    afterEach(async () => {
      stop.abort();
      await subject.remove();
    });

    const colours = (data: Record<string, unknown>, labels?: Record<string, string>): Manifest => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'colours', namespace: subject.namespace, ...(labels && { labels }) },
      data,
    });
    const apply = async (manifest: Manifest, force = false): Promise<StoredManifest> =>
      objects.apply(manifest, { force });
    const read = async (): Promise<StoredManifest | undefined> => objects.get(keyOf(colours({})));

    describe('describe()', () => {
      it.for([
        ['v1', 'ConfigMap', 'configmaps', true],
        ['v1', 'Namespace', 'namespaces', false],
        ['apps/v1', 'Deployment', 'deployments', true],
        ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', true],
      ] as const)('knows how %s %s is served', async ([apiVersion, kind, plural, isNamespaced]) => {
        const served = await objects.describe(apiVersion, kind);

        expect(served).toMatchObject({ apiVersion, kind, plural, isNamespaced });
        expect(served?.verbs).toContain('patch');
      });

      it.for([
        ['v1', 'Colour'],
        ['apps/v7', 'Deployment'],
        ['example.com/v1', 'Colour'],
        ['../../version', 'Colour'],
      ] as const)('gives nothing for %s %s', async ([apiVersion, kind]) => {
        expect(await objects.describe(apiVersion, kind)).toBeUndefined();
      });
    });

    describe('apply()', () => {
      it('creates what is not there, and gives it back', async () => {
        const applied = await apply(colours({ sky: 'blue' }));

        expect(applied).toMatchObject({ kind: 'ConfigMap', data: { sky: 'blue' } });
        expect(applied.metadata.uid).toBe((await read())?.metadata.uid);
      });

      it('says which fields it manages', async () => {
        await apply(colours({ sky: 'blue' }));

        const own = (await read())?.metadata.managedFields?.find(({ manager }) => manager === 'joinery');

        expect(own).toMatchObject({ operation: 'Apply', fieldsV1: { 'f:data': { 'f:sky': {} } } });
      });

      it('writes nothing when nothing changes', async () => {
        const first = await apply(colours({ sky: 'blue' }));

        const second = await apply(colours({ sky: 'blue' }));

        expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
      });

      it('takes away fields it set before and sets no more, and leaves those of others', async () => {
        await apply(colours({ sky: 'blue', grass: 'green' }));
        await subject.edit(colours({ sun: 'yellow' }), 'an-editor');

        await apply(colours({ sky: 'blue' }));

        expect((await read())?.['data']).toEqual({ sky: 'blue', sun: 'yellow' });
      });

      it('loses a field that somebody else changes', async () => {
        await apply(colours({ sky: 'blue' }));
        await subject.edit(colours({ sky: 'red' }), 'an-editor');

        const own = (await read())?.metadata.managedFields?.find(({ manager }) => manager === 'joinery');

        expect(JSON.stringify(own ?? {})).not.toContain('f:sky');
      });

      it('refuses to take a field over, and names its manager', async () => {
        await subject.edit(colours({ sky: 'red' }), 'an-editor');

        await expect(apply(colours({ sky: 'blue' }))).rejects.toMatchObject({
          code: 'JOINERY_FIELD_CONFLICT',
          managers: ['an-editor'],
          fields: ['.data.sky'],
        });
        expect((await read())?.['data']).toEqual({ sky: 'red' });
      });

      it('takes a field over by force', async () => {
        await subject.edit(colours({ sky: 'red' }), 'an-editor');

        await apply(colours({ sky: 'blue' }), true);

        expect((await read())?.['data']).toEqual({ sky: 'blue' });
      });

      it('applies the status by itself, and nothing of it otherwise', async () => {
        const quota = {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'colours', namespace: subject.namespace },
        };
        const status = { hard: { pods: '7' } };
        await apply({ ...quota, spec: { hard: { secrets: '7' } }, status: { hard: { pods: '1' } } });

        const written = await objects.apply(
          { ...quota, spec: { hard: { secrets: '8' } }, status },
          { force: true, subresource: 'status' },
        );

        expect(written).toMatchObject({ spec: { hard: { secrets: '7' } }, status });
      });

      it('has no status to apply of what is not there', async () => {
        const metadata = { name: 'colours', namespace: subject.namespace };
        const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata, status: { hard: { pods: '7' } } };

        await expect(objects.apply(quota, { force: true, subresource: 'status' })).rejects.toMatchObject({
          code: 'JOINERY_KUBERNETES_KIND_MISSING',
        });
      });

      it('says what would be without writing it', async () => {
        await apply(colours({ sky: 'blue' }));

        const would = await objects.apply(colours({ sky: 'red' }), { force: true, dryRun: true });

        expect(would['data']).toEqual({ sky: 'red' });
        expect((await read())?.['data']).toEqual({ sky: 'blue' });
      });

      it('refuses what is not valid, with the reason in words', async () => {
        const refusal: unknown = await apply(colours({ sky: 7 })).catch((error: unknown) => error);

        expect(refusal).toMatchObject({ code: 'JOINERY_KUBERNETES_REFUSED' });
        expect(refusal).toHaveProperty('words', expect.stringContaining('expected string'));
      });

      it('refuses a namespace that is not there', async () => {
        const manifest = colours({});
        manifest.metadata.namespace = `${subject.namespace}-absent`;

        await expect(apply(manifest)).rejects.toMatchObject({
          code: 'JOINERY_KUBERNETES_REFUSED',
          reason: 'NamespaceMissing',
        });
      });

      it('refuses a kind that is not served', async () => {
        const colour = { apiVersion: 'example.com/v1', kind: 'Colour', metadata: { name: 'red' } };

        await expect(apply(colour)).rejects.toMatchObject({ code: 'JOINERY_KUBERNETES_KIND_MISSING' });
      });
    });

    describe('delete()', () => {
      it('takes away the object with that uid', async () => {
        const { uid } = (await apply(colours({}))).metadata;

        await objects.delete(keyOf(colours({})), { uid });

        expect(await read()).toBeUndefined();
      });

      it('leaves an object alone that was made anew', async () => {
        const { uid } = (await apply(colours({}))).metadata;
        await objects.delete(keyOf(colours({})), { uid });
        await apply(colours({}));

        await objects.delete(keyOf(colours({})), { uid });

        expect(await read()).toBeDefined();
      });
    });

    describe('unmark()', () => {
      it('takes off the labels and annotations named, and nothing else', async () => {
        const marked = colours({ sky: 'blue' }, { [partOf]: 'a', app: 'sky' });
        marked.metadata.annotations = { 'example.com/adopted': 'true' };
        const { uid } = (await apply(marked)).metadata;

        await objects.unmark(keyOf(marked), { uid, labels: [partOf], annotations: ['example.com/adopted'] });

        const left = found(await read());
        expect(left['data']).toEqual({ sky: 'blue' });
        expect([left.metadata.labels, left.metadata.annotations ?? {}]).toEqual([{ app: 'sky' }, {}]);
      });

      it('leaves an object with another uid alone', async () => {
        await apply(colours({}, { [partOf]: 'a' }));
        const uid = 'b7a1c0de-0000-4000-8000-000000000001';

        await objects.unmark(keyOf(colours({})), { uid, labels: [partOf], annotations: [] });

        expect((await read())?.metadata.labels).toEqual({ [partOf]: 'a' });
      });
    });

    describe('list()', () => {
      it('selects by labels, and says of each object what it is', async () => {
        await apply(colours({}, { [partOf]: 'a' }));
        const selection = { apiVersion: 'v1', kind: 'ConfigMap', namespace: subject.namespace };

        const selected = await objects.list({ ...selection, labels: partOf });
        const others = await objects.list({ ...selection, labels: `${partOf}=b` });

        expect(selected).toMatchObject([
          { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'colours' } },
        ]);
        expect(others).toEqual([]);
      });

      it('refuses a kind that is not served', async () => {
        await expect(objects.list({ apiVersion: 'example.com/v1', kind: 'Colour' })).rejects.toMatchObject({
          code: 'JOINERY_KUBERNETES_KIND_MISSING',
        });
      });
    });

    describe('watch()', () => {
      it('tells of objects with a label: what is there, what changes, and what loses it', async () => {
        await apply(colours({ sky: 'blue' }, { [partOf]: 'a' }));
        const selection = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          namespace: subject.namespace,
          labels: partOf,
        };
        const told: Change<StoredManifest>[] = [];

        for await (const change of objects.watch(selection, stop.signal)) {
          told.push(change);
          if (told.length === 1) await apply(colours({ sky: 'red' }, { [partOf]: 'a' }));
          if (told.length === 2) await apply(colours({ sky: 'red' }));
          if (told.length === 3) break;
        }

        expect(told).toMatchObject([
          { type: 'snapshot', objects: [{ apiVersion: 'v1', kind: 'ConfigMap', data: { sky: 'blue' } }] },
          { type: 'applied', object: { kind: 'ConfigMap', data: { sky: 'red' } } },
          { type: 'deleted', object: { metadata: { name: 'colours' } } },
        ]);
      });
    });
  });
}
