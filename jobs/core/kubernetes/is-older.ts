const decimal = /^[0-9]+$/;

/**
 * Tells whether a resource version is older than another one of the same kind. API servers count them up; to one whose
 * versions are no numbers nothing is older.
 */
export function isOlder(version: string, than: string): boolean {
  return decimal.test(version) && decimal.test(than) && BigInt(version) < BigInt(than);
}
