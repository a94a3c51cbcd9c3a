import { createHmac, type KeyObject } from 'node:crypto';
import type { Manifest } from '../kubernetes/manifest.ts';
import { digestOf } from '../protocol/digest.ts';

/** Manifests are not changed once they are made, and the same one goes to many members. */
const digests = new WeakMap<Manifest, string>();

/**
 * The name of an object towards one member: HMAC-SHA-256 in base64url, 43 characters. Whoever reads along can
 * neither guess a content from it nor see that two members have the same.
 */
export function objectId(memberKey: KeyObject, manifest: Manifest): string {
  return createHmac('sha256', memberKey).update(digestManifest(manifest)).digest('base64url');
}

function digestManifest(manifest: Manifest): string {
  const known = digests.get(manifest);
  if (known !== undefined) return known;
  const digest = digestOf(JSON.stringify(manifest, inOneOrder));
  digests.set(manifest, digest);
  return digest;
}

/** The order in which keys were written says nothing. */
function inOneOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
