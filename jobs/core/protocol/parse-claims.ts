/**
 * Reads signed claims: a JSON object that has every named member with the named type, or `undefined`.
 * The text was verified before, so this only guards against a sender of another version.
 */
export function parseClaims<T extends object>(
  text: string,
  types: { readonly [Name in keyof T]-?: 'string' | 'number' },
): T | undefined {
  const claims = parseJson(text);
  if (typeof claims !== 'object' || claims === null) return undefined;
  const found = new Map<string, unknown>(Object.entries(claims));
  const fits = Object.entries(types).every(([name, type]) => typeof found.get(name) === type);
  return fits ? (claims as T) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
