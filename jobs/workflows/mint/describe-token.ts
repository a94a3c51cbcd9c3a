import type { PrimaryConfig } from '#validators/primary-config';
import type { Confidential } from '../../core/confidential/confidential.ts';
import { parseEndpoint } from '../../core/endpoint/parse-endpoint.ts';
import type { HubIdentity } from '../../core/hub-identity/hub-identity.ts';
import { renderJoinToken } from '../../core/join-token/render-join-token.ts';
import { thumbprint } from '../../core/keys/thumbprint.ts';
import { renderTimestamp } from '../../core/kubernetes/timestamp.ts';
import { digestOf } from '../../core/protocol/digest.ts';
import { judgeToken, type Verifier } from '../../core/verifier/verifier.ts';

/** What a join-token Secret says; `token` and `endpoint` only while it may be used. */
export interface TokenSecretTexts {
  readonly status: 'Ready' | 'Spent' | 'Expired' | 'Invalid';
  readonly message: string;
  readonly token?: Confidential;
  readonly endpoint?: string;
  /** RFC 3339, UTC. */
  readonly expiresAt?: string;
}

/** Judges a token and puts it into words. Pure. */
export function describeToken(facts: {
  verifier: Verifier;
  secret: Confidential;
  config: PrimaryConfig;
  identity: HubIdentity;
  /** Certificates (PEM) by which members verify the endpoint; empty for the public ones. */
  ca: string;
  now: Date;
}): TokenSecretTexts {
  const { verifier, config, identity, ca } = facts;
  const expiresAt = renderTimestamp(verifier.expiresAt);
  const users = verifier.uses.map(({ name }) => `"${name}"`).join(', ');
  const status = judgeToken(verifier, facts.now);
  if (status === 'Spent') {
    return {
      status,
      expiresAt,
      message: `Used by ${users}. Create another join-token Secret for another cluster.`,
    };
  }
  if (status === 'Expired') {
    return { status, expiresAt, message: `Expired at ${expiresAt}. Create another join-token Secret.` };
  }
  const endpoint = parseEndpoint(config.ingressURL, config.allowInsecureURL);
  const token = renderJoinToken({
    endpoint,
    tokenId: verifier.tokenId,
    secret: facts.secret,
    hubThumbprint: thumbprint(identity.signing),
    expiresAt: verifier.expiresAt,
    ...(verifier.memberName === undefined ? {} : { memberName: verifier.memberName }),
    ...(ca === '' ? {} : { caDigest: digestOf(ca) }),
  });
  return { status, expiresAt, endpoint, token, message: describeReady(verifier, expiresAt, users) };
}

function describeReady({ maxUses, memberName }: Verifier, expiresAt: string, users: string): string {
  const who = memberName === undefined ? '' : ` as "${memberName}"`;
  const limit =
    maxUses === 'unlimited'
      ? 'any number of clusters'
      : `${maxUses} ${maxUses === 1 ? 'cluster' : 'clusters'}`;
  const used = users === '' ? '' : ` Used by ${users} so far.`;
  return `Lets ${limit} join${who} until ${expiresAt}.${used}`;
}
