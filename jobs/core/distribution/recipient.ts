import type { KeyObject } from 'node:crypto';
import { hasLeft } from '../membership/has-left.ts';
import type { Member } from '../membership/member.ts';

/** A member as far as it matters for what it is given. */
export interface Recipient {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `status.id` of the `Member`. */
  readonly id: string;
  /** By which objects are named to it. */
  readonly key: KeyObject;
}

/**
 * Reads who gets what a Distribution brings: members that joined, and have not left. The primary itself has no agent.
 *
 * @param primary Name of the primary.
 */
export function readRecipient(
  { metadata, status }: Member,
  primary: string,
): Omit<Recipient, 'key'> | undefined {
  const { name = '', labels = {} } = metadata;
  const { id, thumbprint } = status ?? {};
  if (name === primary || id === undefined || thumbprint === undefined || hasLeft(status)) return undefined;
  return { name, labels, id };
}
