import { matchLabels } from '../kubernetes/match-labels.ts';
import type { Placement } from './distribution.ts';

/**
 * Tells whether something is for a member: its labels fit the selector, or it is named; and it is no exception. An
 * empty placement is for nobody; an empty selector is for everybody.
 *
 * Judges the placement alone: that a member is the primary itself, waits, left or is paused is the caller's to know.
 */
export function isPlaced(
  { selector, names = [], except = [] }: Placement,
  { name, labels }: { readonly name: string; readonly labels: Readonly<Record<string, string>> },
): boolean {
  if (except.includes(name)) return false;
  return names.includes(name) || (selector !== undefined && matchLabels(selector, labels));
}
