import { describe, expect, it } from 'vitest';
import { parseEndpoint } from '../../../../jobs/core/endpoint/parse-endpoint.ts';

describe('parseEndpoint()', () => {
  it.for([
    ['an empty text', ''],
    ['a host without a scheme', 'hub.example.com/joinery'],
    ['a path', '/joinery'],
    ['another scheme', 'ftp://hub.example.com'],
    ['a scheme that runs code', 'javascript:alert(1)'],
    ['a user', 'https://admin@hub.example.com'],
    ['a user and a password', 'https://admin:x@hub.example.com'],
    ['a query', 'https://hub.example.com/joinery?a=b'],
    ['an empty query', 'https://hub.example.com/joinery?'],
    ['a fragment', 'https://hub.example.com/joinery#top'],
    ['an empty fragment', 'https://hub.example.com/joinery#'],
  ] as const)('refuses %s', ([, text]) => {
    expect(() => parseEndpoint(text, true)).toThrow(expect.objectContaining({ code: 'JOINERY_URL_INVALID' }));
  });

  it('refuses plain http', () => {
    expect(() => parseEndpoint('http://hub.example.com', false)).toThrow(
      expect.objectContaining({ code: 'JOINERY_URL_INSECURE' }),
    );
  });

  it('accepts plain http when told so', () => {
    expect(parseEndpoint('http://hub.example.com', true)).toBe('http://hub.example.com');
  });

  it.for([
    ['keeps a path', 'https://hub.example.com/joinery', 'https://hub.example.com/joinery'],
    ['drops slashes at the end', 'https://hub.example.com/joinery//', 'https://hub.example.com/joinery'],
    ['drops the slash after the host', 'https://hub.example.com/', 'https://hub.example.com'],
    ['keeps a port', 'https://hub.example.com:8443/a/b', 'https://hub.example.com:8443/a/b'],
    ['keeps an IPv6 address', 'https://[2001:db8::1]:8443', 'https://[2001:db8::1]:8443'],
    ['writes the host in lower case', 'HTTPS://HUB.Example.com', 'https://hub.example.com'],
  ] as const)('%s', ([, text, endpoint]) => {
    expect(parseEndpoint(text, false)).toBe(endpoint);
  });
});
