/** Levels of maps and lists in each other. Kubernetes' own kinds have some thirty. */
const maxDepth = 100;

/** Tells whether a value is nested deeper than any object is, so that walking through it could use up the stack. */
export function isDeep(value: unknown, left = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1));
}
