import { describe, expect, it } from 'vitest';
import type { LabelSelector } from '../../../../jobs/core/distribution/distribution.ts';
import { resolveSources } from '../../../../jobs/core/distribution/resolve-sources.ts';
import { restoreExport } from '../../../../jobs/core/exports/restore-export.ts';
import type { StoredManifest } from '../../../../jobs/core/kubernetes/manifest.ts';

const exportsOfAll: LabelSelector = {
  matchExpressions: [{ key: 'joinery.dev/exported-by', operator: 'Exists' }],
};
const placement = { names: ['edge-8'] };

/** What the hub keeps of `ConfigMap shop/colours` of a member. */
function anExport(by: string, at: string): StoredManifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `export-${by}-0`,
      namespace: 'joinery-mc',
      uid: `uid-of-${by}`,
      resourceVersion: '7',
      creationTimestamp: at,
      labels: {
        'joinery.dev/exported-by': by,
        'joinery.dev/export-namespace': 'shop',
        'joinery.dev/export-name': 'colours',
      },
      annotations: { 'joinery.dev/export-digest': 'a-digest' },
    },
    data: { by },
  };
}

function resolve(
  objects: readonly StoredManifest[],
  selector: LabelSelector = exportsOfAll,
  template = false,
) {
  const sources = [{ select: { apiVersion: 'v1', kind: 'ConfigMap', selector }, template }];
  const view = new Map(objects.map((object) => [object.metadata.name, object]));
  return resolveSources(
    { metadata: { name: 'colours' }, spec: { placement, sources } },
    { own: 'joinery-mc', grants: [], look: () => ({ state: 'Read', objects: view }) },
  );
}

describe('restoreExport()', () => {
  it('leaves what is no export as it is', () => {
    const object = { ...anExport('edge-7', '2026-11-20T12:00:00Z') };
    object.metadata = { ...object.metadata, labels: { app: 'shop' } };

    expect(restoreExport(object)).toEqual({ manifest: object, exportedBy: undefined });
  });
});

describe('an export as a source', () => {
  it('goes out under the name that it has on its member, with no mark of the hub', () => {
    const { objects, findings } = resolve([anExport('edge-7', '2026-11-20T12:00:00Z')]);

    expect(findings).toEqual([]);
    expect(objects).toMatchObject([{ exportedBy: 'edge-7' }]);
    expect(objects[0]).toHaveProperty('manifest', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'colours', namespace: 'shop' },
      data: { by: 'edge-7' },
    });
  });

  it.for(['{{ cluster.name }}', 'nothing to fill in'])('is of its member also as a template: %s', (text) => {
    const object = { ...anExport('edge-7', '2026-11-20T12:00:00Z'), data: { text } };
    const { objects } = resolve([object], exportsOfAll, true);

    expect(objects).toMatchObject([{ exportedBy: 'edge-7' }]);
  });

  it('is not among all objects of a kind, nor among those that another label selects', () => {
    const objects = [anExport('edge-7', '2026-11-20T12:00:00Z')];

    expect(resolve(objects, {}).objects).toEqual([]);
    expect(resolve(objects, { matchLabels: { 'joinery.dev/export-name': 'colours' } }).objects).toEqual([]);
    expect(resolve(objects, { matchLabels: { 'joinery.dev/exported-by': 'edge-7' } }).objects).toHaveLength(
      1,
    );
  });

  it.for([
    ['edge-7', '2026-11-20T12:00:00Z', '2026-11-20T13:00:00Z'],
    ['edge-9', '2026-11-20T13:00:00Z', '2026-11-20T12:00:00Z'],
  ] as const)('is that of %s where it was taken first', ([first, seventhAt, ninthAt]) => {
    const { objects } = resolve([anExport('edge-7', seventhAt), anExport('edge-9', ninthAt)]);

    expect(objects.map(({ exportedBy }) => exportedBy)).toEqual([first]);
  });
});
