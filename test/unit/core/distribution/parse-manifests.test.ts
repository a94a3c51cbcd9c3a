import { describe, expect, it } from 'vitest';
import { checkManifest } from '../../../../jobs/core/distribution/check-manifest.ts';
import { parseManifests } from '../../../../jobs/core/distribution/parse-manifests.ts';

describe('parseManifests()', () => {
  it('reads several documents, empty ones and lists', () => {
    const text = [
      '# only a comment',
      '---',
      'kind: ConfigMap',
      '---',
      '---',
      'kind: List',
      'items: [{kind: Secret}, {kind: RoleList, items: [{kind: Role}]}]',
      '---',
    ].join('\n');

    expect(parseManifests(text)).toEqual({
      documents: [{ kind: 'ConfigMap' }, { kind: 'Secret' }, { kind: 'Role' }],
    });
  });

  it('reads values as kubectl does, and leaves text what it is', () => {
    const text = 'mode: 0644\nat: 22:30\nday: 2026-11-21\nanswer: yes\n1: one\n<<: {more: true}';

    expect(parseManifests(text)).toEqual({
      documents: [{ mode: 420, at: '22:30', day: '2026-11-21', answer: 'yes', 1: 'one', more: true }],
    });
  });

  it.for([
    ['open brackets', 'a: [', 'at line 1'],
    ['a key twice', 'a: 1\na: 2', 'Map keys must be unique at line 2'],
    ['a template without quotes', 'a: {{ cluster.name }}', 'put {{ … }} in quotes'],
    ['an alias without an anchor', 'a: *b', 'an alias without an anchor'],
    ['too many aliases', aliases(12), 'too many of them'],
  ] as const)('says what is wrong with %s', ([, text, found]) => {
    expect(parseManifests(text)).toEqual({ found: expect.stringContaining(found) as string });
  });

  it('quotes nothing of the text', () => {
    expect(JSON.stringify(parseManifests('password: [hunter2'))).not.toContain('hunter2');
  });

  it('cannot be made to change what all objects have', () => {
    const parsed = parseManifests('__proto__: {polluted: true}');

    expect(parsed).toHaveProperty('documents.length', 1);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

/** Each level has ten times the one before. */
function aliases(levels: number): string {
  const lines = Array.from({ length: levels }, (_, level) =>
    level === 0 ? 'a0: &a0 x' : `a${level}: &a${level} [${`*a${level - 1},`.repeat(10)}]`,
  );
  return lines.join('\n');
}

describe('checkManifest()', () => {
  const metadata = { name: 'colours', namespace: 'shop' };
  const good = { apiVersion: 'v1', kind: 'ConfigMap', metadata };

  it.for([
    ['an object', good],
    [
      'one of a group, without a namespace',
      { ...good, apiVersion: 'a.b.c/v1alpha1', metadata: { name: 'a' } },
    ],
    ['a name with colons', { ...good, metadata: { name: 'system:a' } }],
  ] as const)('finds nothing wrong with %s', ([, document]) => {
    expect(checkManifest(document)).toBeUndefined();
  });

  it.for([
    ['a text', 'ConfigMap', 'it is no object'],
    ['a list', [good], 'it is no object'],
    ['no API version', { ...good, apiVersion: undefined }, 'it has no apiVersion'],
    ['an API version that is none', { ...good, apiVersion: 1 }, 'its apiVersion is not valid'],
    ['no kind', { ...good, kind: '' }, 'it has no kind'],
    ['no metadata', { ...good, metadata: null }, 'it has no metadata'],
    ['no name', { ...good, metadata: { generateName: 'a-' } }, 'it has no metadata.name'],
    [
      'a name that leads elsewhere',
      { ...good, metadata: { name: '../a' } },
      'its metadata.name is not valid',
    ],
    ['a path for a name', { ...good, metadata: { name: '..' } }, 'its metadata.name is not valid'],
    [
      'a namespace in capitals',
      { ...good, metadata: { name: 'a', namespace: 'Shop' } },
      'its metadata.namespace is not valid',
    ],
    [
      'a label that is no text',
      { ...good, metadata: { name: 'a', labels: { on: true } } },
      'metadata.labels has a value that is no text; put it in quotes',
    ],
  ] as const)('says what is wrong with %s', ([, document, found]) => {
    expect(checkManifest(document)).toBe(found);
  });
});
