import { hash } from 'node:crypto';

/** SHA-256 in base64url, 43 characters. Of a body: always of the decoded bytes, proxies re-compress. */
export function digestOf(content: Uint8Array | string): string {
  return hash('sha256', content, 'base64url');
}
