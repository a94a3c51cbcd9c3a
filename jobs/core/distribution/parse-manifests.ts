import { type Document, parseAllDocuments, type ScalarTag } from 'yaml';
import { isMap } from './check-manifest.ts';

/** Manifests in YAML, or what is in the way of reading them. */
export type ParsedManifests =
  | { readonly documents: readonly unknown[] }
  /** Completes the sentence "Cannot read the manifests: …". */
  | { readonly found: string };

/** As kubectl reads `defaultMode: 0644`; YAML 1.2 alone would make a decimal number of it. */
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: () => false,
  test: /^0[0-7]+$/,
  resolve: (digits) => Number.parseInt(digits, 8),
};

/**
 * Reads any number of documents. Empty ones count for nothing, and a list (`kind: List`) for what is in it. Their
 * shape is not judged here, see `checkManifest`.
 *
 * YAML 1.2, so that a text that looks like a time or says `yes` stays text; with the octal numbers and the merge keys
 * that manifests are written with.
 */
export function parseManifests(text: string): ParsedManifests {
  const parsed = parseAllDocuments(text, {
    customTags: (tags) => [octal, ...tags],
    merge: true,
    stringKeys: true,
    prettyErrors: true,
  });
  const documents: unknown[] = [];
  for (const document of Array.isArray(parsed) ? (parsed as Document[]) : []) {
    const [error] = document.errors;
    if (error !== undefined) {
      // The first line says what and where; the others quote the text, which may be secret.
      const [found = ''] = error.message.split('\n');
      const isUnquoted = error.code === 'NON_STRING_KEY' && text.includes('{{');
      return { found: isUnquoted ? `${found} put {{ … }} in quotes` : found.replace(/:$/, '') };
    }
    try {
      documents.push(...flatten(document.toJS()));
    } catch {
      return { found: 'it has an alias without an anchor, or too many of them' };
    }
  }
  return { documents };
}

function flatten(document: unknown): unknown[] {
  if (document === null || document === undefined) return [];
  if (!isMap(document)) return [document];
  const { kind, items } = document;
  const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
  return isList ? items.flatMap(flatten) : [document];
}
