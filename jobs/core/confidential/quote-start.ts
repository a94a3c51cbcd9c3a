/** The secret of a token begins behind this, however short the URL before it is. */
const shownLength = 60;

/**
 * Quotes the start of what a user wrote: long enough to recognise it, too short to give the secret away when
 * it is a token pasted in the wrong place.
 */
export function quoteStart(text: string): string {
  return text.length > shownLength ? `"${text.slice(0, shownLength)}…"` : `"${text}"`;
}
