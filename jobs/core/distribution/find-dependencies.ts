import type { Manifest } from '../kubernetes/manifest.ts';
import { groupOf } from '../kubernetes/object-key.ts';
import { isMap } from './check-manifest.ts';
import type { SourceTarget } from './locate-source.ts';

/** One object of the primary. */
export type NamedTarget = SourceTarget & { readonly name: string };

type Finder = (manifest: Manifest) => readonly unknown[];

/**
 * Which fields of a kind name an object without which it is of no use elsewhere. Only where the kind says so: a
 * workload names Secrets too, which its cluster may well have of its own.
 */
const finders: Readonly<Record<string, Finder>> = {
  // Kasten K10, location profiles: the credential of the store.
  'config.kio.kasten.io/Profile': (manifest) => [
    dig(manifest, 'spec', 'locationSpec', 'credential', 'secret'),
  ],
  // Kasten K10, policies: the profiles that their actions write to and read from.
  'config.kio.kasten.io/Policy': (manifest) => {
    const actions = dig(manifest, 'spec', 'actions');
    const parameters = ['backupParameters', 'exportParameters', 'importParameters'];
    return (Array.isArray(actions) ? actions : []).flatMap((action) =>
      parameters.map((field) => withType(dig(action, field, 'profile'), manifest.apiVersion, 'Profile')),
    );
  },
};

/** Finds the objects that go along with a copied one; without a namespace of their own they are in its namespace. */
export function findDependencies(manifest: Manifest): NamedTarget[] {
  const { apiVersion, kind, metadata } = manifest;
  const found = finders[`${groupOf(apiVersion)}/${kind}`]?.(manifest) ?? [];
  return found.flatMap((reference) => readReference(reference, metadata.namespace ?? ''));
}

/** Kasten writes the kind of a Secret in lower case. */
function readReference(reference: unknown, ownNamespace: string): NamedTarget[] {
  if (!isMap(reference)) return [];
  const { apiVersion = 'v1', kind = 'Secret', namespace = ownNamespace, name } = reference;
  if (typeof name !== 'string' || name === '' || typeof namespace !== 'string') return [];
  const named = kind === 'secret' ? 'Secret' : String(kind);
  return [{ apiVersion: String(apiVersion), kind: named, namespace, name }];
}

function withType(reference: unknown, apiVersion: string, kind: string): unknown {
  return isMap(reference) ? { ...reference, apiVersion, kind } : undefined;
}

function dig(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isMap(inner) ? inner[key] : undefined), value);
}
