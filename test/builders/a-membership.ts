import { publicHalf } from '../../jobs/core/keys/public-half.ts';
import { thumbprint } from '../../jobs/core/keys/thumbprint.ts';
import type { Membership } from '../../jobs/core/member-identity/member-identity.ts';
import { aKey } from './a-key.ts';

/** A membership under the name `edge-7`. */
export function aMembership(overrides: Partial<Membership> = {}): Membership {
  const hubKey = publicHalf(aKey(8));
  return {
    state: 'Joined',
    memberName: 'edge-7',
    memberId: 'b7a1c0de-0000-4000-8000-000000000002',
    primaryName: 'eu-central',
    endpoint: 'https://hub.example.com/joinery',
    hubId: thumbprint(hubKey),
    chain: [{ key: hubKey }],
    extraCa: '',
    tokenDigest: 'digest-of-the-token-used',
    joinedAt: '2026-11-20T12:00:00Z',
    ...overrides,
  };
}
