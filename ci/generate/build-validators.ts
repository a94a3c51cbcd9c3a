import { buildValidatorCode } from './build-validator-code.ts';
import { buildValidatorTypes } from './build-validator-types.ts';
import { readSchemas } from './read-schemas.ts';

/** Builds, for each schema, `<name>.js` and `<name>.d.ts`: file name to content. Writes nothing. */
export async function buildValidators(): Promise<Map<string, string>> {
  const all = readSchemas();
  const files = new Map<string, string>();
  for (const schema of all) {
    files.set(`${schema.name}.js`, await buildValidatorCode(schema, all));
    files.set(`${schema.name}.d.ts`, await buildValidatorTypes(schema, all));
  }
  return files;
}
