import { buildKey } from '../keys/build-key.ts';
import { publicHalf } from '../keys/public-half.ts';
import { renderTimestamp } from '../kubernetes/timestamp.ts';
import type { MemberIdentity, MemberKeys } from './member-identity.ts';

/** Makes a member's keys from 64 random bytes. */
export function createMemberKeys(randomBytes: Uint8Array, madeAt: Date): MemberKeys {
  return {
    signing: buildKey('Ed25519', randomBytes.subarray(0, 32)),
    sealing: buildKey('X25519', randomBytes.subarray(32, 64)),
    madeAt: renderTimestamp(madeAt),
  };
}

/** Makes a new member from 64 random bytes. */
export function createMemberIdentity(randomBytes: Uint8Array, madeAt: Date): MemberIdentity {
  const keys = createMemberKeys(randomBytes, madeAt);
  return { ...keys, chain: [{ key: publicHalf(keys.signing) }], rotated: '' };
}
