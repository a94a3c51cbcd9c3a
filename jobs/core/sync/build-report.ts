import type { Report } from '#validators/report';
import type { MemberIdentity, Membership } from '../member-identity/member-identity.ts';
import { expiryOf } from '../member-identity/plan-key-rotation.ts';
import { renderTimestamp } from '../kubernetes/timestamp.ts';

/** What a member knows of itself. */
export interface ReportFacts {
  readonly identity: Pick<MemberIdentity, 'madeAt' | 'rotated'>;
  /** Such as `90d`. */
  readonly keysMaxAge: string;
  readonly membership: Membership;
  readonly versions: { readonly agent: string; readonly kubernetes: string };
  readonly labels: Readonly<Record<string, string>>;
  readonly endpoint: string;
  readonly holdSeconds: number;
  /** What to add to the own clock to meet the hub's, in milliseconds, as it is to be told. */
  readonly clockOffsetMs: number;
  readonly certificateExpiresAt: Date | undefined;
  /** ClusterProperties that are shown to the set, by name. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Puts together what a member says of itself; the same facts give the same text. */
export function buildReport(facts: ReportFacts): Report {
  const {
    identity,
    keysMaxAge,
    membership,
    versions,
    labels,
    endpoint,
    holdSeconds,
    clockOffsetMs,
    certificateExpiresAt,
    properties,
  } = facts;
  return {
    versions: { ...versions },
    labels: { ...labels },
    endpoint,
    ...(endpoint === membership.ownEndpoint ? { isOwnEndpoint: true } : {}),
    holdSeconds,
    // Adding 0 turns the -0 of rounding into 0.
    clockOffsetSeconds: Math.round(clockOffsetMs / 1000) + 0,
    keysMadeAt: identity.madeAt,
    keysExpireAt: renderTimestamp(expiryOf(identity, keysMaxAge)),
    rotated: identity.rotated,
    ...(certificateExpiresAt === undefined
      ? {}
      : { hubCertificateExpiresAt: renderTimestamp(certificateExpiresAt) }),
    ...(Object.keys(properties).length === 0 ? {} : { properties: { ...properties } }),
  };
}
