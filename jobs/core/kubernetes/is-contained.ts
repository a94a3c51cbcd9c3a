/**
 * Tells whether everything that `wanted` says is so in `stored`, which may have more fields: defaults, and those of
 * others. Lists have to be of the same length.
 */
export function isContained(wanted: unknown, stored: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(stored) &&
      wanted.length === stored.length &&
      wanted.every((each, index) => isContained(each, stored[index]))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return wanted === stored;
  if (typeof stored !== 'object' || stored === null) return false;
  return Object.entries(wanted).every(([field, value]) =>
    isContained(value, (stored as Record<string, unknown>)[field]),
  );
}
