import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv, type AnySchemaObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import { counterExamples } from './counter-examples.ts';

const folder = join(import.meta.dirname, '..', '..', 'schemas');
const readJson = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const names = globSync('*.schema.json', { cwd: folder })
  .map((file) => basename(file, '.schema.json'))
  .toSorted();
const examples = globSync('examples/*/*.json', { cwd: folder }).toSorted();
const ajv = new Ajv({
  schemas: names.map((name) => readJson(`${name}.schema.json`) as AnySchemaObject),
  strict: true,
  strictRequired: false,
});

function validate(name: string, document: unknown): { isValid: boolean; place: string } {
  const check = ajv.getSchema(`${name}.schema.json`);
  if (check === undefined) throw new Error(`There is no schema ${name}`);
  const isValid = check(document) === true;
  const [error] = check.errors ?? [];
  return { isValid, place: error === undefined ? '' : `${error.instancePath} ${error.keyword}` };
}

describe('schemas', () => {
  it.for(names.map((name) => [name] as const))(
    '%s compiles, has an example, a counter-example and says what it is',
    ([name]) => {
      const { description, title } = readJson(`${name}.schema.json`) as {
        description?: string;
        title?: string;
      };

      expect(ajv.getSchema(`${name}.schema.json`)).toBeDefined();
      expect(`${title}${description}`.length).toBeGreaterThan(0);
      expect(existsSync(join(folder, 'examples', name)), `schemas/examples/${name}`).toBe(true);
      expect(counterExamples.some((example) => example.schema === name)).toBe(true);
    },
  );

  it.for(examples.map((path) => [path] as const))('accept %s', ([path]) => {
    const name = path.split('/')[1] ?? '';

    expect(validate(name, readJson(path))).toEqual({ isValid: true, place: '' });
  });

  it.for(counterExamples.map((example) => [example.schema, example.title, example] as const))(
    '%s refuses %s',
    ([, , { schema, change, place }]) => {
      const [path] = globSync(`examples/${schema}/*.json`, { cwd: folder }).toSorted();
      const document = change(structuredClone(readJson(path ?? '')) as Record<string, unknown>);

      expect(validate(schema, document)).toEqual({ isValid: false, place });
    },
  );
});
