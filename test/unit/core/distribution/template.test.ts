import { describe, expect, it } from 'vitest';
import { Template } from '../../../../jobs/core/distribution/template.ts';

const names = {
  cluster: { name: 'edge-7', labels: { region: 'eu', 'topology.kubernetes.io/zone': 'eu-1' } },
  values: {
    replicas: 3,
    on: true,
    off: 'false',
    digits: '12',
    text: 'one\n"two": {{ three }}\n# four',
    list: ['a', { b: 1 }],
    nothing: null,
  },
};

function fill(text: string) {
  return new Template({ leaf: text }).fillIn(names);
}

describe('Template', () => {
  it.for([
    ['a name', '{{ cluster.name }}', 'edge-7'],
    ['a name within a text', 'x-{{ cluster.name }}-y', 'x-edge-7-y'],
    ['a label with a prefix', '{{ cluster.labels.[topology.kubernetes.io/zone] }}', 'eu-1'],
    ['a value, of its own type', '{{ values.replicas }}', 3],
    ['a truth', '{{values.on}}', true],
    ['a list', '{{ values.list }}', ['a', { b: 1 }]],
    ['an element of it', '{{ values.list.[0] }}', 'a'],
    ['nothing, where it stands alone', '{{ values.nothing }}', null],
    ['a number within a text', '{{ values.replicas }} of them', '3 of them'],
    ['three braces like two', '{{{ cluster.name }}}', 'edge-7'],
    ['an escaped template', '\\{{ cluster.name }}', '{{ cluster.name }}'],
    ['a comment', 'a{{! not b }}c', 'ac'],
    ['a number made of text', '{{ number values.digits }}', 12],
    ['a truth made of text', '{{ boolean values.off }}', false],
    ['a text made of a number', '{{ string values.replicas }}', '3'],
    ['a default that is not needed', '{{ default cluster.labels.region "us" }}', 'eu'],
    ['a default that is', '{{ default cluster.labels.tier "none" }}', 'none'],
    ['a default in a helper', '{{ number (default values.port "80") }}', 80],
    ['a condition', '{{#if (eq cluster.labels.region "eu")}}near{{else}}far{{/if}}', 'near'],
    ['a condition on a label that is missing', '{{#if cluster.labels.gpu}}gpu{{else}}cpu{{/if}}', 'cpu'],
    ['a condition turned round', '{{#unless values.on}}off{{/unless}}', ''],
  ] as const)('fills in %s', ([, text, value]) => {
    expect(fill(text)).toEqual({ value: { leaf: value }, findings: [] });
  });

  it('leaves a value with line breaks, quotes and braces one text, which is no template again', () => {
    expect(fill('{{ values.text }}').value).toEqual({ leaf: names.values.text });
    expect(fill('a: {{ values.text }}').value).toEqual({ leaf: `a: ${names.values.text}` });
  });

  it.for([
    ['an unknown value', 'a {{ values.absent }}', 'NameUnknown', '"values.absent" is not known'],
    ['an unknown label', '{{ cluster.labels.tier }}', 'NameUnknown', '"cluster.labels.tier" is not known'],
    ['a misspelt root', '{{#if clutser.labels.x}}{{/if}}', 'NameUnknown', '"clutser.labels.x" is not known'],
    [
      'a misspelt field',
      '{{ default cluster.lables.x "" }}',
      'NameUnknown',
      '"cluster.lables.x" is not known',
    ],
    ['a prototype', '{{ values.constructor }}', 'NameUnknown', '"values.constructor" is not known'],
    ['a length', '{{ values.text.length }}', 'NameUnknown', '"values.text.length" is not known'],
    ['its own proto', '{{ cluster.__proto__ }}', 'NameUnknown', '"cluster.__proto__" is not known'],
    ['a loop', '{{#each values.list}}x{{/each}}', 'TemplateInvalid', '"#each" is not known here'],
    ['a block for a name', '{{#values}}x{{/values}}', 'TemplateInvalid', '"#values" is not known here'],
    ['a partial', '{{> other }}', 'TemplateInvalid', 'PartialStatement is not known here'],
    ['a decorator', '{{* other }}', 'TemplateInvalid', 'Decorator is not known here'],
    ['an unknown helper', '{{ lookup values "a" }}', 'TemplateInvalid', '"lookup" is no helper'],
    ['a helper without arguments', '{{ number }}', 'TemplateInvalid', '"number" takes one argument'],
    ['named arguments', '{{ number x=1 }}', 'TemplateInvalid', '"number" is no helper'],
    ['a way upwards', '{{ ../values }}', 'TemplateInvalid', '"../values" has no meaning here'],
    ['data of a loop', '{{ @root.values }}', 'TemplateInvalid', '"@root.values" has no meaning here'],
    ['everything', '{{ this }}', 'TemplateInvalid', '"this" has no meaning here'],
    ['open braces', 'a {{ b', 'TemplateInvalid', 'it is no Handlebars'],
    ['three open braces', '{{{', 'TemplateInvalid', 'it is no Handlebars'],
    ['a block without an end', '{{#if values.on}}', 'TemplateInvalid', 'it is no Handlebars'],
    ['a list within a text', 'a {{ values.list }}', 'ValueInvalid', '"values.list" is more than a text'],
    ['nothing within a text', 'a {{ values.nothing }}', 'ValueInvalid', '"values.nothing" is empty'],
    ['no number', '{{ number cluster.name }}', 'ValueInvalid', '"cluster.name" is no number'],
    ['no truth', '{{ boolean values.digits }}', 'ValueInvalid', '"values.digits" is neither true nor false'],
  ] as const)('says what is wrong with %s', ([, text, reason, found]) => {
    const { findings } = fill(text);

    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ reason, place: '/leaf' });
    expect(findings[0]?.found).toContain(found);
  });

  it('says where, for every leaf that is wrong, and quotes no text of the template', () => {
    const { findings } = new Template({
      'a/b': ['fine', '{{ values.one }}'],
      c: { 'd~': 'password {{ values.two }}' },
    }).fillIn(names);

    expect(findings.map(({ place }) => place)).toEqual(['/a~1b/1', '/c/d~0']);
    expect(JSON.stringify([findings, fill('password {{').findings])).not.toContain('password');
  });

  it('fills in leaves only, never keys, and touches nothing else', () => {
    const value = { '{{ cluster.name }}': [1, true, null, 'plain'] };
    const template = new Template(value);

    expect(template.isFilledIn).toBe(false);
    expect(template.fillIn(names)).toEqual({ value, findings: [] });
  });

  it('refuses a text that grows beyond what an object may be', () => {
    const { findings } = new Template({ leaf: '{{ values.a }}{{ values.a }}' }).fillIn({
      values: { a: 'x'.repeat(600 * 1024) },
    });

    expect(findings).toEqual([{ reason: 'ValueInvalid', place: '/leaf', found: 'the text is over 1 MiB' }]);
  });
});
