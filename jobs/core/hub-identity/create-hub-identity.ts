import { Confidential } from '../confidential/confidential.ts';
import { buildKey } from '../keys/build-key.ts';
import { publicHalf } from '../keys/public-half.ts';
import { thumbprint } from '../keys/thumbprint.ts';
import type { HubIdentity } from './hub-identity.ts';

/**
 * Makes a new hub from 96 random bytes and the instant of its birth.
 *
 * @param rotated Counts as obeyed: the key could not be newer.
 */
export function createHubIdentity(randomBytes: Uint8Array, bornAt: Date, rotated: string): HubIdentity {
  const signing = buildKey('Ed25519', randomBytes.subarray(0, 32));
  return {
    hubId: thumbprint(signing),
    chain: [{ key: publicHalf(signing) }],
    signing,
    rotated,
    sealing: buildKey('X25519', randomBytes.subarray(32, 64)),
    tokenSeed: new Confidential(Buffer.from(randomBytes.subarray(64, 96)).toString('base64url')),
    epoch: Math.floor(bornAt.getTime() / 1000),
    isDissolved: false,
  };
}
