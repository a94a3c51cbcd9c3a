import type { LabelSelector } from '../distribution/distribution.ts';

type Labels = Readonly<Record<string, string>>;
type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

/**
 * Tells whether labels fit a selector, as Kubernetes judges it: all requirements have to be met, and `NotIn` is met
 * by an object without the label too. A selector without any requirement fits everything.
 */
export function matchLabels(
  { matchLabels: equal = {}, matchExpressions = [] }: LabelSelector,
  labels: Labels,
): boolean {
  const read = (key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    Object.entries(equal).every(([key, value]) => read(key) === value) &&
    matchExpressions.every((requirement) => isMet(requirement, read(requirement.key)))
  );
}

function isMet({ operator, values = [] }: Requirement, value: string | undefined): boolean {
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const isListed = value !== undefined && values.includes(value);
  return operator === 'In' ? isListed : !isListed;
}
