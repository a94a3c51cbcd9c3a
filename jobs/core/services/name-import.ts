import { digestOf } from '../protocol/digest.ts';

/**
 * A name for what is made for a service of the set, such as `joinery-4f1c9b7a20`: the same at every time, and a valid
 * name of a Service.
 *
 * @param parts What tells it apart from others.
 */
export function nameImport(...parts: readonly string[]): string {
  return `joinery-${Buffer.from(digestOf(parts.join('/')), 'base64url')
    .toString('hex')
    .slice(0, 10)}`;
}
