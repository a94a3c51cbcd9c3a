import { parseTtl } from '../verifier/parse-token-request.ts';
import type { MemberIdentity, MemberKeys } from './member-identity.ts';

/** A year, in seconds: the longest that keys may be used. */
const longestSeconds = 365 * 86_400;

/** Keys change after two thirds of their time, and members that joined together not together. */
const firstShare = 2 / 3;
const spreadShare = 1 / 12;

/** When keys reach the age that they must not have. */
export function expiryOf({ madeAt }: Pick<MemberKeys, 'madeAt'>, maxAge: string): Date {
  return new Date(new Date(madeAt).getTime() + (parseTtl(maxAge) ?? longestSeconds) * 1000);
}

/**
 * Tells whether the member's keys are to change now: somebody on the primary asked for it, or they come
 * of age.
 *
 * @param facts.mark `spec.rotateKeys` of the `Member`; a value that was not obeyed yet asks for new keys.
 * @param facts.maxAge `keysMaxAge` of the values.
 */
export function isKeyRotationDue(
  { signing, madeAt, rotated }: MemberIdentity,
  facts: { mark: string; maxAge: string; now: Date },
): boolean {
  if (facts.mark !== '' && facts.mark !== rotated) return true;
  const madeMs = new Date(madeAt).getTime();
  const lifeMs = expiryOf({ madeAt }, facts.maxAge).getTime() - madeMs;
  // Random by what it is made of, and the same at every look.
  const jitter = Buffer.from(signing.x, 'base64url').readUInt32BE() / 2 ** 32;
  return facts.now.getTime() >= madeMs + lifeMs * (firstShare + spreadShare * jitter);
}
