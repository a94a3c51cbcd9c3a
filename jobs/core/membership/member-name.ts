import { createHash } from 'node:crypto';
import { NameInvalid } from './errors.ts';

/** A DNS label (RFC 1123), since the name is an object's name and a label's value. */
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Tells whether a text may be a member's name. */
export function isMemberName(text: string): boolean {
  return label.test(text);
}

/**
 * Checks a name a person chose.
 *
 * @throws {NameInvalid} When it is not a DNS label of at most 63 characters.
 */
export function parseMemberName(name: string): string {
  if (!isMemberName(name)) throw new NameInvalid({ name });
  return name;
}

/**
 * Name of a cluster nobody named: `cluster-` and ten hexadecimal digits that follow from the UID of its
 * kube-system namespace, so that every run on this cluster finds the same.
 */
export function deriveMemberName(clusterUid: string): string {
  return `cluster-${createHash('sha256').update(clusterUid).digest('hex').slice(0, 10)}`;
}
