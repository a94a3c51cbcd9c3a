import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { inRepository } from '../runner/repository-root.ts';

/** A file of schemas/, named without `.schema.json`. */
export interface NamedSchema {
  readonly name: string;
  readonly document: { readonly $id: string } & Record<string, unknown>;
}

/** Reads schemas/*.schema.json in the order of their names. */
export function readSchemas(): NamedSchema[] {
  return globSync('*.schema.json', { cwd: inRepository('schemas') })
    .toSorted()
    .map((file) => ({ name: basename(file, '.schema.json'), document: readSchema(file) }));
}

function readSchema(file: string): NamedSchema['document'] {
  const document: unknown = JSON.parse(readFileSync(inRepository('schemas', file), 'utf8'));
  if (
    typeof document !== 'object' ||
    document === null ||
    !('$id' in document) ||
    typeof document.$id !== 'string'
  ) {
    throw new TypeError(`schemas/${file} has no "$id": other schemas could not refer to it`);
  }
  return document as NamedSchema['document'];
}
