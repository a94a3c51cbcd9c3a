import { isDeepStrictEqual } from 'node:util';

/** Leaves of an object by their path, which is the JSON of its segments; a list is one leaf. */
export type Leaves = Map<string, unknown>;

/** What says which object it is has no owner. */
const identifying = new Set(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace', 'metadata.uid']);

/** Takes an object apart. */
export function readLeaves(object: object, path: readonly string[] = []): Leaves {
  const entries = Object.entries(object).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
    const here = [...path, key];
    if (identifying.has(here.join('.')) || value === undefined) return [];
    const isInner = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isInner && Object.keys(value).length > 0
      ? [...readLeaves(value, here)]
      : [[JSON.stringify(here), value]];
  });
  return new Map(entries);
}

/** Puts an object together; with no leaf left below it, a map is gone too. */
export function buildObject(leaves: Leaves): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [path, value] of leaves) {
    const segments = JSON.parse(path) as string[];
    let inner = root;
    for (const segment of segments.slice(0, -1)) inner = (inner[segment] ??= {}) as Record<string, unknown>;
    inner[segments.at(-1) ?? ''] = structuredClone(value);
  }
  return root;
}

/** Which manager has which leaves. */
export class FieldOwners {
  readonly #byManager: Map<string, Set<string>>;

  constructor(byManager: ReadonlyMap<string, ReadonlySet<string>> = new Map()) {
    this.#byManager = new Map([...byManager].map(([manager, paths]) => [manager, new Set(paths)]));
  }

  copy(): FieldOwners {
    return new FieldOwners(this.#byManager);
  }

  /** Managers other than this one that have a leaf. */
  othersOf(path: string, manager: string): string[] {
    return [...this.#byManager]
      .filter(([name, paths]) => name !== manager && paths.has(path))
      .map(([name]) => name);
  }

  /** Leaves that a manager had, is not among the given ones, and nobody else has. */
  abandoned(manager: string, kept: Leaves): string[] {
    const paths = this.#byManager.get(manager) ?? new Set();
    return [...paths].filter((path) => !kept.has(path) && this.othersOf(path, manager).length === 0);
  }

  /** Gives a manager exactly these leaves; others lose the ones that are taken from them. */
  give(manager: string, paths: Iterable<string>, taken: readonly string[]): void {
    for (const [name, owned] of this.#byManager)
      if (name !== manager) for (const path of taken) owned.delete(path);
    this.#byManager.set(manager, new Set(paths));
  }

  /** Adds leaves to a manager, and takes them from everybody else. */
  take(manager: string, paths: readonly string[]): void {
    this.give(manager, [...(this.#byManager.get(manager) ?? []), ...paths], paths);
  }

  /** Forgets leaves that are gone. */
  drop(paths: readonly string[]): void {
    for (const owned of this.#byManager.values()) for (const path of paths) owned.delete(path);
  }

  /** In the form of the API server. */
  render(apiVersion: string, applier: string): object[] {
    return [...this.#byManager]
      .filter(([, paths]) => paths.size > 0)
      .map(([manager, paths]) => ({
        manager,
        operation: manager === applier ? 'Apply' : 'Update',
        apiVersion,
        fieldsType: 'FieldsV1',
        fieldsV1: renderFields(paths),
      }));
  }
}

function renderFields(paths: ReadonlySet<string>): object {
  const prefixed = [...paths].map((path) => {
    const segments = (JSON.parse(path) as string[]).map((segment) => `f:${segment}`);
    return [JSON.stringify(segments), {}] as const;
  });
  return buildObject(new Map(prefixed));
}

/** Leaves whose value differs. */
export function findChanged(before: Leaves, after: Leaves): string[] {
  return [...after]
    .filter(([path, value]) => !isDeepStrictEqual(before.get(path), value))
    .map(([path]) => path);
}

/** Renders a path as the API server does in conflicts. */
export function renderPath(path: string): string {
  return (JSON.parse(path) as string[]).map((segment) => `.${segment}`).join('');
}
