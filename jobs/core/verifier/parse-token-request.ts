import { parseDuration } from '../duration/parse-duration.ts';
import { tokenAnnotations } from '../kubernetes/names.ts';
import { isMemberName } from '../membership/member-name.ts';
import { TokenAnnotationInvalid } from './errors.ts';

/** What the annotations of a join-token Secret ask for. */
export interface TokenRequest {
  readonly ttlSeconds: number;
  readonly maxUses: number | 'unlimited';
  readonly memberName?: string;
  readonly memberThumbprint?: string;
  readonly replace: boolean;
  readonly clone?: boolean;
}

/** A year: a credential that outlives it is a mistake. */
const maxTtlSeconds = 365 * 86_400;

/**
 * Reads how long a token may be used, such as `24h`, into seconds; `undefined` for what is no duration
 * and for more than a year.
 */
export function parseTtl(text: string): number | undefined {
  const seconds = parseDuration(text) ?? Infinity;
  return seconds <= maxTtlSeconds ? seconds : undefined;
}

/**
 * Reads the annotations a user wrote on a join-token Secret.
 *
 * @param defaultTtl Used without annotation, such as `24h`.
 * @throws {TokenAnnotationInvalid} For the first annotation that cannot be read.
 */
export function parseTokenRequest(
  annotations: Readonly<Record<string, string>>,
  defaultTtl: string,
): TokenRequest {
  const memberName = readName(annotations[tokenAnnotations.memberName]);
  const memberThumbprint = readThumbprint(annotations[tokenAnnotations.memberThumbprint]);
  return {
    ttlSeconds: readTtl(annotations[tokenAnnotations.ttl] ?? defaultTtl),
    maxUses: readUses(annotations[tokenAnnotations.uses] ?? '1'),
    replace: readReplace(annotations[tokenAnnotations.replace], memberName),
    ...(readFlag(tokenAnnotations.clone, annotations[tokenAnnotations.clone]) ? { clone: true } : {}),
    ...(memberName === undefined ? {} : { memberName }),
    ...(memberThumbprint === undefined ? {} : { memberThumbprint }),
  };
}

function readTtl(value: string): number {
  const seconds = parseTtl(value);
  if (seconds !== undefined) return seconds;
  const annotation = tokenAnnotations.ttl;
  throw new TokenAnnotationInvalid({
    annotation,
    value,
    expected: 'a time of at most 365d such as "24h", "90m" or "7d"',
  });
}

function readUses(value: string): number | 'unlimited' {
  if (value === 'unlimited') return value;
  if (/^[1-9][0-9]{0,5}$/.test(value)) return Number(value);
  throw new TokenAnnotationInvalid({
    annotation: tokenAnnotations.uses,
    value,
    expected: 'a number from "1" to "999999" or "unlimited"',
  });
}

function readName(value: string | undefined): string | undefined {
  if (value === undefined || isMemberName(value)) return value;
  throw new TokenAnnotationInvalid({
    annotation: tokenAnnotations.memberName,
    value,
    expected: 'a name of at most 63 lower-case letters, digits and hyphens, or leave it out',
  });
}

function readThumbprint(value: string | undefined): string | undefined {
  if (value === undefined || /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  throw new TokenAnnotationInvalid({
    annotation: tokenAnnotations.memberThumbprint,
    value,
    expected: 'the thumbprint that mc-join-status of the member shows, or leave it out',
  });
}

function readFlag(annotation: string, value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new TokenAnnotationInvalid({ annotation, value, expected: '"true" or leave it out' });
}

function readReplace(value: string | undefined, memberName: string | undefined): boolean {
  if (!readFlag(tokenAnnotations.replace, value)) return false;
  if (memberName !== undefined) return true;
  throw new TokenAnnotationInvalid({
    annotation: tokenAnnotations.memberName,
    value: '',
    expected: 'the name of the member that is to be replaced, since joinery.dev/replace is "true"',
  });
}
