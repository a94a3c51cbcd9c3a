import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { helms } from './helm.ts';
import { chartFolder, templateChart } from './render-chart.ts';
import { acceptedValues } from './accepted-values.ts';
import { refusedValues } from './refused-values.ts';

const source = readFileSync(new URL('../../values.schema.json', import.meta.url), 'utf8');
const copy = readFileSync(`${chartFolder}values.schema.json`, 'utf8');
const defaults = parse(readFileSync(`${chartFolder}values.yaml`, 'utf8')) as Values;
const schema = JSON.parse(source) as Schema;
const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false }).compile(schema);

type Values = Record<string, unknown>;

interface Schema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Helm merges maps of the user over those of the chart before it validates. */
function mergeValues(base: Values, over: Values): Values {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = base[key];
    return [key, isMap(below) && isMap(value) ? mergeValues(below, value) : value];
  });
  return { ...base, ...(Object.fromEntries(merged) as Values) };
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema behind a reference, if it is one. */
function resolve(node: Schema): Schema {
  const name = node.$ref?.replace('#/definitions/', '');
  return name === undefined ? node : { ...schema.definitions?.[name], ...node };
}

/** Values as the schema's defaults describe them; a key without a default is left out. */
function buildDefaults(node: Schema): unknown {
  const { default: value, properties } = resolve(node);
  if (value !== undefined || properties === undefined) return value;
  return Object.fromEntries(
    Object.entries(properties)
      .map(([key, child]) => [key, buildDefaults(child)] as const)
      .filter(([, child]) => child !== undefined),
  );
}

/** Every map within a document, itself included. */
function collectNodes(value: unknown): Values[] {
  if (Array.isArray(value)) return value.flatMap(collectNodes);
  return isMap(value) ? [value, ...Object.values(value).flatMap(collectNodes)] : [];
}

function refusedPaths(values: Values): string[] {
  return validate(mergeValues(defaults, values))
    ? []
    : (validate.errors ?? []).map((error) => error.instancePath);
}

describe('values.schema.json', () => {
  it('is the same in the chart; otherwise run ci/chart/copy-schema.ts', () => {
    expect(copy).toBe(source);
  });

  it('has the defaults of values.yaml, key by key', () => {
    expect(buildDefaults(schema)).toEqual(defaults);
  });

  it('asks for no other document and for nothing that Helm and Ajv read differently', () => {
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
    expect(source.match(/"\$ref": "(?!#\/definitions\/)[^"]*"/g)).toBeNull();
    expect(source.match(/"format":|\(\?[=!<]|\\\\[1-9]/g)).toBeNull();
  });

  it('has nothing beside a reference that draft-07 would ignore', () => {
    const beside = collectNodes(schema).flatMap((node) => ('$ref' in node ? Object.keys(node) : []));

    expect(new Set(beside)).toEqual(new Set(['$ref', 'description', 'default']));
  });

  it.for(acceptedValues)('accepts $title', async ({ values }) => {
    const verdicts = await Promise.all(helms.map(async (helm) => templateChart(helm, { values })));

    expect(refusedPaths(values)).toEqual([]);
    expect(verdicts.filter(({ succeeded }) => !succeeded)).toEqual([]);
  });

  it.for(refusedValues)('refuses $title at $path', async ({ path, values }) => {
    const verdicts = await Promise.all(helms.map(async (helm) => templateChart(helm, { values })));

    expect(refusedPaths(values)).toContain(path);
    expect(verdicts.filter(({ succeeded }) => succeeded)).toEqual([]);
    for (const { stderr } of verdicts) expect(stderr).toContain(`'${path}'`);
  });
});
