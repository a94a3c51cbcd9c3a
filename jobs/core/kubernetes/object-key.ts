import type { ObjectKey } from './manifest.ts';

/** Which object a manifest is about. */
export function keyOf(manifest: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
}): ObjectKey {
  const { apiVersion, kind, metadata } = manifest;
  const { namespace, name } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** API group of a version such as `apps/v1`; empty for the core one. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** The same text for the same object, whichever version of its group it is seen by. */
export function keyText({ apiVersion, kind, namespace = '', name }: ObjectKey): string {
  return `${groupOf(apiVersion)}/${kind}/${namespace}/${name}`;
}

/** For people, such as `ConfigMap shop/colours`. */
export function describeKey({ kind, namespace, name }: ObjectKey): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
