import { describe, expect, it } from 'vitest';
import { mergeLabels } from '../../../../jobs/core/membership/merge-labels.ts';

const ownedBy = 'joinery.dev/member-labels';
const declared = 'joinery.dev/declared-labels';

describe('mergeLabels()', () => {
  it('gives what is asked for and accepted, and lists it', () => {
    const merged = mergeLabels({}, { tier: 'edge', region: 'eu', rank: '1' }, ['region', 'tier']);

    expect(merged).toEqual({
      labels: { region: 'eu', tier: 'edge' },
      annotations: { [ownedBy]: '{"region":"eu","tier":"edge"}' },
    });
  });

  it('says nothing when all is as it should be, whatever the order', () => {
    const merged = mergeLabels({}, { tier: 'edge', region: 'eu' }, ['*']);

    expect(mergeLabels(merged ?? {}, { region: 'eu', tier: 'edge' }, ['*'])).toBeUndefined();
    expect(mergeLabels({}, {}, ['*'])).toBeUndefined();
    expect(mergeLabels({}, { region: 'eu' }, [])).toBeUndefined();
  });

  it.for([
    ['changes', { region: 'us' }, ['*'], { own: 'x', region: 'us' }],
    ['asks for it no more', {}, ['*'], { own: 'x' }],
    ['may not have it any more', { region: 'eu' }, ['tier'], { own: 'x' }],
  ] as const)('moves a label with a member that %s', ([, asked, accepted, labels]) => {
    const before = { labels: { own: 'x', region: 'eu' }, annotations: { [ownedBy]: '{"region":"eu"}' } };

    expect(mergeLabels(before, asked, accepted)?.labels).toEqual(labels);
  });

  it.for([
    ['a person wrote before', { labels: { region: 'us' } }],
    ['a person changed since', { labels: { region: 'us' }, annotations: { [ownedBy]: '{"region":"eu"}' } }],
    [
      'the values declare',
      {
        labels: { region: 'us' },
        annotations: { [ownedBy]: '{"region":"us"}', [declared]: '{"region":"us"}' },
      },
    ],
  ] as const)('leaves alone a label that %s', ([, before]) => {
    const asked = mergeLabels(before, { region: 'eu', tier: 'edge' }, ['*']);

    expect(asked?.labels).toEqual({ region: 'us', tier: 'edge' });
    expect(asked?.annotations[ownedBy]).toBe('{"tier":"edge"}');
    expect(mergeLabels(asked ?? {}, {}, ['*'])?.labels).toEqual({ region: 'us' });
  });

  it.for([
    ['a key with a space', { 'a b': 'c' }],
    ['a value with a space', { a: 'b c' }],
    ['a key of two prefixes', { 'a/b/c': 'd' }],
    ['a key of 64 characters', { ['k'.repeat(64)]: '' }],
    ['a value of 64 characters', { a: 'v'.repeat(64) }],
    ['a key of ours', { 'joinery.dev/role': 'admin' }],
    ['a key of a domain below ours', { 'x.joinery.dev/role': 'admin' }],
  ] as const)('drops %s, and that alone', ([, bad]) => {
    expect(mergeLabels({}, { ...bad, region: 'eu' }, ['*'])?.labels).toEqual({ region: 'eu' });
  });

  it('takes names that objects have by nature for what they are', () => {
    const asked = JSON.parse('{"constructor":"a","toString":"b"}') as Record<string, string>;

    expect(Object.entries(mergeLabels({}, asked, ['*'])?.labels ?? {})).toEqual([
      ['constructor', 'a'],
      ['toString', 'b'],
    ]);
  });

  it('gives no more than 64', () => {
    const asked = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`key-${at}`, 'x']));

    expect(Object.keys(mergeLabels({}, asked, ['*'])?.labels ?? {})).toHaveLength(64);
  });

  it('begins anew when the list was damaged, and takes off nothing', () => {
    const before = { labels: { region: 'eu' }, annotations: { [ownedBy]: '{"region' } };

    expect(mergeLabels(before, { region: 'us', tier: 'edge' }, ['*'])?.labels).toEqual({
      region: 'eu',
      tier: 'edge',
    });
  });
});
