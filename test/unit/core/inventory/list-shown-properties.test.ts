import { describe, expect, it } from 'vitest';
import { listShownProperties } from '../../../../jobs/core/inventory/list-shown-properties.ts';

function aProperty(name: string, value: unknown, shown = 'true') {
  const labels = { 'multicluster.x-k8s.io/clusterProfile': shown };
  return {
    apiVersion: 'about.k8s.io/v1beta1',
    kind: 'ClusterProperty',
    metadata: { name, labels },
    spec: { value },
  };
}

describe('listShownProperties()', () => {
  it('takes those that the label shows, in one order', () => {
    const found = [aProperty('b', '2'), aProperty('a', '1'), aProperty('secret', '3', 'false')];

    expect(JSON.stringify(listShownProperties(found))).toBe('{"a":"1","b":"2"}');
  });

  it.for([
    ['too long', 'x'.repeat(257)],
    ['empty', ''],
    ['no text', 7],
  ] as const)('leaves out a value that is %s', ([, value]) => {
    expect(listShownProperties([aProperty('a', value)])).toEqual({});
  });

  it('takes no more than a report may carry', () => {
    const found = Array.from({ length: 40 }, (_, index) => aProperty(`p-${index}`, 'v'));

    expect(Object.keys(listShownProperties(found))).toHaveLength(32);
  });
});
