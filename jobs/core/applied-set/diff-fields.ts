import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../kubernetes/manifest.ts';

/** What the API server writes by itself with every change. */
const ownWork = new Set([
  '/metadata/managedFields',
  '/metadata/resourceVersion',
  '/metadata/generation',
  '/status',
]);

/** JSON Pointers of what differs between two states of an object, without their values. */
export function diffFields(before: Manifest, after: Manifest): string[] {
  return diff(before, after, '');
}

function diff(before: unknown, after: unknown, pointer: string): string[] {
  if (ownWork.has(pointer) || isDeepStrictEqual(before, after)) return [];
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) !== Array.isArray(after))
    return [pointer];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => diff(before[name], after[name], `${pointer}/${escapeName(name)}`));
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function escapeName(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
