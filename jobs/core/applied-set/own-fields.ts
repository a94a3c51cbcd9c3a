import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../kubernetes/manifest.ts';

/** Who applies. */
const fieldManager = 'joinery';

/** Fields in the form `FieldsV1`: `f:<name>` in a map, `k:<keys>`, `v:<value>` or `i:<index>` in a list, `.` the thing itself. */
interface Fields {
  readonly [step: string]: Fields;
}

/** Between the steps to a field; no name has it. */
const separator = '\n';

/**
 * Lists the fields of an object that Joinery applied and that still have the value it gave them: whoever changes one
 * becomes its manager. One text per field, such as `f:spec` and `f:replicas` on two lines.
 *
 * @param ignored JSON Pointers of fields that are left out, with all that is in them.
 */
export function listOwnFields(object: Manifest, ignored: readonly string[] = []): string[] {
  const fields = readOwnFields(object) ?? {};
  const leftOut = ignored.flatMap((pointer) => findSteps(fields, object, pointer)?.join(separator) ?? []);
  return listLeaves(fields, []).filter(
    (leaf) => !leftOut.some((prefix) => leaf === prefix || leaf.startsWith(`${prefix}${separator}`)),
  );
}

/** Tells whether Joinery manages the field at a JSON Pointer, or anything in it. */
export function ownsField(object: Manifest, pointer: string): boolean {
  return findSteps(readOwnFields(object) ?? {}, object, pointer) !== undefined;
}

/** Tells whether Joinery applied the object at some time. */
export function isApplied(object: Manifest): boolean {
  return readOwnFields(object) !== undefined;
}

/** Names those who manage one of these fields now. */
export function findManagers(object: Manifest, leaves: readonly string[]): string[] {
  const sought = new Set(leaves);
  const managers = (object.metadata.managedFields ?? [])
    .filter(({ manager }) => manager !== fieldManager)
    .filter(({ fieldsV1 }) => listLeaves((fieldsV1 ?? {}) as Fields, []).some((leaf) => sought.has(leaf)));
  return [...new Set(managers.map(({ manager = 'somebody' }) => manager))];
}

/** Renders a field for people, such as `.spec.replicas`. */
export function renderField(leaf: string): string {
  return leaf
    .split(separator)
    .map((step) => (step.startsWith('f:') ? `.${step.slice(2)}` : `[${step.slice(2)}]`))
    .join('');
}

/** Names in a JSON Pointer (RFC 6901). */
export function parsePointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function readOwnFields({ metadata }: Manifest): Fields | undefined {
  const own = metadata.managedFields?.find(
    ({ manager, operation }) => manager === fieldManager && operation === 'Apply',
  );
  return own?.fieldsV1 as Fields | undefined;
}

function listLeaves(fields: Fields, steps: readonly string[]): string[] {
  const inner = Object.entries(fields);
  if (inner.length === 0) return steps.length === 0 ? [] : [steps.join(separator)];
  return inner.flatMap(([step, below]) => listLeaves(below, step === '.' ? steps : [...steps, step]));
}

/** Steps among the fields to what a pointer points at; nothing when it is not among them. */
function findSteps(fields: Fields, object: Manifest, pointer: string): string[] | undefined {
  const steps: string[] = [];
  let at: Fields = fields;
  let value: unknown = object;
  for (const name of parsePointer(pointer)) {
    // What has no fields below it is managed as a whole.
    if (steps.length > 0 && Object.keys(at).length === 0) return steps;
    const step = findStep(at, value, name);
    const below = step === undefined ? undefined : at[step];
    if (step === undefined || below === undefined) return undefined;
    steps.push(step);
    at = below;
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  }
  return steps;
}

function findStep(fields: Fields, parent: unknown, name: string): string | undefined {
  if (!Array.isArray(parent)) return `f:${name}`;
  const item: unknown = parent[Number(name)];
  return Object.keys(fields).find((step) => isItem(step, item, name));
}

function isItem(step: string, item: unknown, index: string): boolean {
  const [way, text] = [step.slice(0, 2), step.slice(2)];
  if (way === 'i:') return text === index;
  if (way !== 'k:' && way !== 'v:') return false;
  const sought: unknown = JSON.parse(text);
  if (way === 'v:') return isDeepStrictEqual(sought, item);
  const fields = (item ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(sought as object).every(([key, value]) => isDeepStrictEqual(fields[key], value));
}
