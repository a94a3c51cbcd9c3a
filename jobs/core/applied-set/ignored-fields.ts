import type { Manifest } from '../kubernetes/manifest.ts';
import type { IgnoredFields } from './holding.ts';
import { ownsField, parsePointer } from './own-fields.ts';

/** JSON Pointers of the fields that are the member's own on an object. */
export function listIgnored(rules: readonly IgnoredFields[], { kind, metadata }: Manifest): string[] {
  return rules
    .filter((rule) => (rule.kind ?? kind) === kind && (rule.name ?? metadata.name) === metadata.name)
    .flatMap(({ fields }) => fields);
}

/**
 * Leaves out of a manifest the ignored fields that somebody else took over. One that is still as it was applied stays
 * in: leaving it out would delete it.
 */
export function leaveOutIgnored(
  manifest: Manifest,
  ignored: readonly string[],
  live: Manifest | undefined,
): Manifest {
  const taken = ignored.filter((pointer) => live !== undefined && !ownsField(live, pointer));
  if (taken.length === 0) return manifest;
  const left = structuredClone(manifest);
  for (const pointer of taken) deleteField(left, parsePointer(pointer));
  return left;
}

function deleteField(object: Manifest, names: readonly string[]): void {
  const last = names.at(-1);
  let parent: unknown = object;
  for (const name of names.slice(0, -1))
    parent = (parent as Readonly<Record<string, unknown>> | undefined)?.[name];
  // An item of a list is taken out as a whole only by its own fields: without it, all others would move.
  if (last === undefined || typeof parent !== 'object' || parent === null || Array.isArray(parent)) return;
  delete (parent as Record<string, unknown>)[last];
}
