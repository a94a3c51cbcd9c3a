/** Host of an endpoint as certificates write it: without port, and without the brackets of an IPv6 address. */
export function hostOf(endpoint: string): string {
  return new URL(endpoint).hostname.replace(/^\[(.*)\]$/, '$1');
}
