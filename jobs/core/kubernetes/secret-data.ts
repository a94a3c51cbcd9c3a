/** Decodes a Secret's base64 values to UTF-8 text. */
export function parseSecretData(data: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

/** Encodes text values for a Secret's `data`. */
export function renderSecretData(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')]),
  );
}
