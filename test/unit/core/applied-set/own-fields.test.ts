import { describe, expect, it } from 'vitest';
import {
  findManagers,
  listOwnFields,
  ownsField,
  renderField,
} from '../../../../jobs/core/applied-set/own-fields.ts';
import type { Manifest } from '../../../../jobs/core/kubernetes/manifest.ts';

/** A Deployment as the API server gives it back, with fields in the ways it tells items of lists apart. */
const deployment: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    labels: { 'example.com/a': 'b' },
    finalizers: ['example.com/f'],
    managedFields: [
      {
        manager: 'joinery',
        operation: 'Apply',
        fieldsV1: {
          'f:metadata': {
            'f:labels': { 'f:example.com/a': {} },
            'f:finalizers': { 'v:"example.com/f"': {} },
          },
          'f:spec': {
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"app"}': { '.': {}, 'f:name': {}, 'f:image': {}, 'f:args': {} },
                },
              },
            },
          },
        },
      },
      {
        manager: 'autoscaler',
        operation: 'Update',
        subresource: 'scale',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      },
    ],
  },
  spec: {
    replicas: 3,
    template: {
      spec: { containers: [{ name: 'sidecar' }, { name: 'app', image: 'app:1', args: ['a', 'b'] }] },
    },
  },
};

describe('ownsField()', () => {
  it.for([
    ['a label with a slash in its name', '/metadata/labels/example.com~1a', true],
    ['a whole map with one of its own in it', '/metadata/labels', true],
    ['an item of a set', '/metadata/finalizers/0', true],
    ['a field of an item that is told apart by name', '/spec/template/spec/containers/1/image', true],
    ['something inside of a list that is one whole', '/spec/template/spec/containers/1/args/0', true],
    ['a field of an item that is another', '/spec/template/spec/containers/0/image', false],
    ["somebody else's field", '/spec/replicas', false],
    ['a field that is not there', '/spec/paused', false],
  ] as const)('judges %s', ([, pointer, isOwn]) => {
    expect(ownsField(deployment, pointer)).toBe(isOwn);
  });
});

describe('listOwnFields()', () => {
  it('lists every field once', () => {
    expect(listOwnFields(deployment).map(renderField)).toEqual([
      '.metadata.labels.example.com/a',
      '.metadata.finalizers["example.com/f"]',
      '.spec.template.spec.containers[{"name":"app"}]',
      '.spec.template.spec.containers[{"name":"app"}].name',
      '.spec.template.spec.containers[{"name":"app"}].image',
      '.spec.template.spec.containers[{"name":"app"}].args',
    ]);
  });

  it('leaves out what is ignored, with all that is in it', () => {
    const left = listOwnFields(deployment, ['/spec/template/spec/containers/1', '/metadata/labels']);

    expect(left.map(renderField)).toEqual(['.metadata.finalizers["example.com/f"]']);
  });
});

describe('findManagers()', () => {
  it('names who has a field now', () => {
    expect(findManagers(deployment, ['f:spec\nf:replicas'])).toEqual(['autoscaler']);
    expect(findManagers(deployment, ['f:spec\nf:paused'])).toEqual([]);
  });
});
