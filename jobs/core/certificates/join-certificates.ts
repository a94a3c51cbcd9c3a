/** Puts certificates (PEM) in one text, each once. */
export function joinCertificates(texts: readonly string[]): string {
  const parts = texts.map((text) => text.trim()).filter((text) => text !== '');
  return [...new Set(parts)].map((part) => `${part}\n`).join('');
}
