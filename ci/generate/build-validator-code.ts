import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { rolldown } from 'rolldown';
import type { NamedSchema } from './read-schemas.ts';

/**
 * Compiles one schema to an ES module that needs nothing at run time: no Ajv, and no code made from strings, which
 * the image's Node forbids.
 *
 * @param schema The one to compile.
 * @param all All schemas, which it may refer to by `$id`.
 */
export async function buildValidatorCode(schema: NamedSchema, all: readonly NamedSchema[]): Promise<string> {
  const ajv = new Ajv({
    code: { source: true, esm: true, lines: true },
    schemas: all.map(({ document }) => document),
    strict: true,
    strictRequired: false,
    // A document is refused at its first fault: work spent on hostile input stays small.
    allErrors: false,
  });
  const validate = ajv.getSchema(schema.document.$id);
  if (validate === undefined) throw new TypeError(`Ajv does not know the schema ${schema.document.$id}`);
  return bundleRuntime(standalone.default(ajv, validate));
}

/** Ajv's standalone code requires parts of Ajv's runtime, also as an ES module; this takes them in. */
async function bundleRuntime(code: string): Promise<string> {
  const entry = `${import.meta.dirname}/validator.js`;
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    plugins: [
      {
        name: 'standalone-code',
        load: (id) => (id === entry ? code : null),
        resolveId: (id) => (id === entry ? id : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}
