import { quoteStart } from '../confidential/quote-start.ts';
import { UrlInsecure, UrlInvalid } from './errors.ts';

/**
 * Reads the URL members call and brings it to one form: no slash at the end, no query, no fragment.
 *
 * @param allowInsecure Whether plain http is accepted.
 * @throws {UrlInvalid} When it is no http or https URL, or carries a user, query or fragment.
 * @throws {UrlInsecure} For http without `allowInsecure`.
 */
export function parseEndpoint(text: string, allowInsecure: boolean): string {
  if (!URL.canParse(text)) throw new UrlInvalid({ found: `${quoteStart(text)} is not a URL` });
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new UrlInvalid({ found: `"${url.protocol}" is neither https: nor http:` });
  }
  if (url.username !== '' || url.password !== '')
    throw new UrlInvalid({ found: 'it carries a user or a password' });
  // An empty query or fragment shows in the text only, and would swallow the path put behind it.
  if (/[?#]/.test(url.href)) throw new UrlInvalid({ found: 'it carries a query or a fragment' });
  if (url.protocol === 'http:' && !allowInsecure) throw new UrlInsecure({ url: url.href });
  return url.href.replace(/\/+$/, '');
}
