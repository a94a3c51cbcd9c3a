import { basename } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import type { NamedSchema } from './read-schemas.ts';

/** Writes the declaration beside a validator: the type of a valid document, and a default export that proves it. */
export async function buildValidatorTypes(schema: NamedSchema, all: readonly NamedSchema[]): Promise<string> {
  const typeName = toPascalCase(schema.name);
  // The type is named for the file; the compiler would take the title or the $id otherwise.
  const { title: _title, $id: _id, ...untitled } = schema.document;
  const type = await compile(untitled, typeName, {
    additionalProperties: false,
    bannerComment: `/** Generated from schemas/${schema.name}.schema.json by \`npm run generate\`. */`,
    format: false,
    // A bounded list is a list, not a union of tuples.
    ignoreMinAndMaxItems: true,
    $refOptions: { resolve: { http: false, schemas: resolverFor(all) } },
  });
  return `${type}${validatorDeclaration(typeName)}`;
}

function validatorDeclaration(typeName: string): string {
  return `
/** One place where a document differs from the schema. */
export interface Violation {
  /** JSON pointer into the document; empty for the document itself. */
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
}

/** Tells whether a document follows the schema; \`errors\` then says why the last one did not. */
declare const validate: { (data: unknown): data is ${typeName}; errors?: Violation[] | null };
export default validate;
`;
}

function resolverFor(all: readonly NamedSchema[]) {
  const byId = new Map(all.map(({ document }) => [document.$id, document]));
  return {
    order: 1,
    canRead: (file: { url: string }) => byId.has(basename(file.url)),
    read: (file: { url: string }) => JSON.stringify(byId.get(basename(file.url))),
  };
}

function toPascalCase(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
