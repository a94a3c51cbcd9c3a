import { readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject } from 'ajv';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../jobs/core/distribution/distribution.ts';
import { renderChart } from './render-chart.ts';

const examples = [...readFileSync('docs/distribution.md', 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)]
  .map(([, text = '']) => parse(text) as Distribution)
  .map((distribution) => [distribution.metadata.name ?? '', distribution] as const);

const manifests = await renderChart({ values: 'primary' });
const kind = manifests.find(({ metadata }) => metadata.name === 'distributions.joinery.dev');
const [version] = (kind?.spec?.['versions'] ?? []) as [{ schema: { openAPIV3Schema: AnySchemaObject } }];
const validate = new Ajv({ strict: false, validateFormats: false }).compile(
  close(version.schema.openAPIV3Schema),
);

/** The API server drops what a schema does not name; here it is a mistake. */
function close({ properties, items, ...rest }: AnySchemaObject): AnySchemaObject {
  const isOpen =
    rest['x-kubernetes-preserve-unknown-fields'] === true || rest['additionalProperties'] !== undefined;
  return {
    ...rest,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries<AnySchemaObject>(properties as Record<string, AnySchemaObject>).map(
              ([name, inner]) => [
                name,
                // What else metadata has, the API server knows.
                name === 'metadata' ? { type: 'object' } : close(inner),
              ],
            ),
          ),
          ...(isOpen ? {} : { additionalProperties: false }),
        }),
    ...(items === undefined ? {} : { items: close(items as AnySchemaObject) }),
  };
}

describe('docs/distribution.md', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(4);
  });

  it.for(examples)('the API server takes the example "%s" as it stands', ([, distribution]) => {
    const isTaken = validate(distribution);

    expect({ isTaken, errors: validate.errors }).toEqual({ isTaken: true, errors: null });
  });
});
