import { X509Certificate } from 'node:crypto';
import { quoteStart } from '../confidential/quote-start.ts';
import { Confidential } from '../confidential/confidential.ts';
import { parseEndpoint } from '../endpoint/parse-endpoint.ts';
import { parseJoinToken } from '../join-token/parse-join-token.ts';
import type { JoinToken } from '../join-token/join-token.ts';
import { parseSecretData } from '../kubernetes/secret-data.ts';
import { joinCertificates } from '../certificates/join-certificates.ts';
import { parseMemberName } from '../membership/member-name.ts';
import { digestOf } from '../protocol/digest.ts';
import { CaInvalid, JoinSecretInvalid, PrimaryPinMismatch } from './errors.ts';

/** What the join Secret asks for, checked. */
export interface JoinOrder {
  readonly token: JoinToken;
  /** Digest of the token text; tells a changed token from the one already used. */
  readonly tokenDigest: string;
  readonly endpoint: string;
  /** Whether the Secret names that URL itself. */
  readonly isOwnEndpoint: boolean;
  /** The name the Secret asks for, if it does; the token may ask for one too. */
  readonly memberName?: string;
  /** Certificates (PEM) to trust beside the system's; empty for none. */
  readonly extraCa: string;
}

/** Keys a join Secret may have. `cluster-name` is what Kasten K10 calls the name. */
const keys = ['token', 'endpoint', 'member-name', 'cluster-name', 'ca.crt'] as const;

/**
 * Reads the Secret that starts a join.
 *
 * @param facts.extraCa Certificates (PEM) from the values, trusted beside those of the Secret.
 * @param facts.primaryThumbprint Pin of the hub that came by another way than the token; empty for none.
 * @throws {JoinSecretInvalid} For an unknown key, a missing or empty value, or two names.
 * @throws JoinTokenMalformed, UrlInvalid, UrlInsecure, NameInvalid, {@link CaInvalid}, {@link PrimaryPinMismatch}
 */
export function parseJoinSecret(
  secret: { name: string; data: Readonly<Record<string, string>> | undefined },
  facts: { allowInsecureURL: boolean; primaryThumbprint: string; extraCa: string },
): JoinOrder {
  const texts = parseSecretData(secret.data);
  assertKeys(secret.name, texts);
  const written = new Confidential(texts['token']?.trim() ?? '');
  const token = parseJoinToken(written);
  if (facts.primaryThumbprint !== '' && facts.primaryThumbprint !== token.hubThumbprint) {
    throw new PrimaryPinMismatch({ pinned: facts.primaryThumbprint, found: token.hubThumbprint });
  }
  const memberName = (texts['member-name'] ?? texts['cluster-name'])?.trim();
  return {
    token,
    tokenDigest: digestOf(written.reveal()),
    endpoint: parseEndpoint(texts['endpoint']?.trim() ?? token.endpoint, facts.allowInsecureURL),
    isOwnEndpoint: texts['endpoint'] !== undefined,
    extraCa: joinCertificates([parseCa(secret.name, texts['ca.crt'] ?? ''), facts.extraCa]),
    ...(memberName === undefined ? {} : { memberName: parseMemberName(memberName) }),
  };
}

function assertKeys(secretName: string, texts: Readonly<Record<string, string>>): void {
  const unknown = Object.keys(texts).filter((key) => !(keys as readonly string[]).includes(key));
  if (unknown.length > 0) {
    throw new JoinSecretInvalid({
      secretName,
      found: `it has the unknown key ${unknown.map(quoteStart).join(', ')}`,
    });
  }
  if (texts['token'] === undefined)
    throw new JoinSecretInvalid({ secretName, found: 'it has no key "token"' });
  const empty = Object.keys(texts).filter((key) => texts[key]?.trim() === '');
  if (empty.length > 0) {
    throw new JoinSecretInvalid({ secretName, found: `its key "${empty.join('", "')}" is empty` });
  }
  if (texts['member-name'] !== undefined && texts['cluster-name'] !== undefined) {
    throw new JoinSecretInvalid({ secretName, found: 'it has both "member-name" and "cluster-name"' });
  }
}

function parseCa(secretName: string, pem: string): string {
  if (pem === '') return '';
  try {
    return new X509Certificate(pem).raw.length > 0 ? pem : '';
  } catch {
    throw new CaInvalid({ secretName });
  }
}
