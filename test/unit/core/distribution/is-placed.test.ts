import { describe, expect, it } from 'vitest';
import { isPlaced } from '../../../../jobs/core/distribution/is-placed.ts';

const edge = { name: 'edge-7', labels: { region: 'eu', tier: '' } };

describe('isPlaced()', () => {
  it.for([
    ['nothing at all', {}, false],
    ['a selector that fits everything', { selector: {} }, true],
    ['its label', { selector: { matchLabels: { region: 'eu' } } }, true],
    ['an empty label', { selector: { matchLabels: { tier: '' } } }, true],
    ['another value', { selector: { matchLabels: { region: 'us' } } }, false],
    ['one label of two', { selector: { matchLabels: { region: 'eu', gpu: 'yes' } } }, false],
    ['what every object has', { selector: { matchLabels: { toString: 'x' } } }, false],
    ['its name', { names: ['edge-6', 'edge-7'] }, true],
    ['another name', { names: ['edge-6'] }, false],
    [
      'a name beside a selector that does not fit',
      { names: ['edge-7'], selector: { matchLabels: { a: 'b' } } },
      true,
    ],
    ['an exception from everything', { selector: {}, except: ['edge-7'] }, false],
    ['an exception from its name', { names: ['edge-7'], except: ['edge-7'] }, false],
  ] as const)('judges %s', ([, placement, expected]) => {
    expect(isPlaced(structuredClone(placement) as Parameters<typeof isPlaced>[0], edge)).toBe(expected);
  });

  it.for([
    ['In', 'region', ['us', 'eu'], true],
    ['In', 'region', ['us'], false],
    ['In', 'gpu', ['yes'], false],
    ['NotIn', 'region', ['us'], true],
    ['NotIn', 'region', ['eu'], false],
    ['NotIn', 'gpu', ['yes'], true],
    ['Exists', 'tier', [], true],
    ['Exists', 'gpu', [], false],
    ['DoesNotExist', 'gpu', [], true],
    ['DoesNotExist', 'tier', [], false],
  ] as const)('judges as Kubernetes does: %s %s %s', ([operator, key, values, expected]) => {
    const selector = { matchExpressions: [{ operator, key, values: [...values] }] };

    expect(isPlaced({ selector }, edge)).toBe(expected);
  });
});
