import { describe, expect, it } from 'vitest';
import { quoteStart } from '../../../../jobs/core/confidential/quote-start.ts';
import { renderJoinToken } from '../../../../jobs/core/join-token/render-join-token.ts';
import { aJoinToken } from '../../../builders/a-join-token.ts';

describe('quoteStart()', () => {
  it('quotes a short text whole', () => {
    expect(quoteStart('Edge 7')).toBe('"Edge 7"');
  });

  it('shows nothing of the secret of a token, even when its URL is as short as can be', () => {
    const token = renderJoinToken(aJoinToken({ endpoint: 'http://a' })).reveal();
    const shown = Buffer.from(quoteStart(token).slice('"jnry_'.length, -2), 'base64url').toString();

    expect(shown).toMatch(/^\{"v":1,"u":"http:\/\/a","i":"/);
    expect(shown).not.toContain('"s":"');
  });
});
