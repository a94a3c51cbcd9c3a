import { TokenExpired, TokenForAnotherKey, TokenForAnotherName, TokenRevoked, TokenSpent } from './errors.ts';
import { findUse, judgeToken, type Verifier } from './verifier.ts';

/**
 * Refuses a token that this key may not use, or not any more. A key that used it before may use it
 * again until it expires, under the same name: that is what a repeated install does.
 *
 * Pure: reads no clock; only the hub's instant counts.
 *
 * @param facts.secretExists Whether the token Secret is there with the uid it was minted for.
 * @throws {TokenExpired} {@link TokenForAnotherName} {@link TokenForAnotherKey} {@link TokenRevoked} {@link TokenSpent}
 */
export function assertTokenUsable(
  verifier: Verifier,
  facts: { name: string; thumbprint: string; secretExists: boolean; now: Date },
): void {
  const { tokenId, memberName, memberThumbprint } = verifier;
  const state = judgeToken(verifier, facts.now);
  if (state === 'Expired') throw new TokenExpired({ tokenId, expiredAt: verifier.expiresAt });
  if (memberName !== undefined && memberName !== facts.name) {
    throw new TokenForAnotherName({ tokenId, boundTo: memberName, asked: facts.name });
  }
  if (memberThumbprint !== undefined && memberThumbprint !== facts.thumbprint) {
    throw new TokenForAnotherKey({ tokenId, boundTo: memberThumbprint, asked: facts.thumbprint });
  }
  const use = findUse(verifier, facts.thumbprint);
  if (use?.admitted === true && use.name !== facts.name) {
    throw new TokenForAnotherName({ tokenId, boundTo: use.name, asked: facts.name });
  }
  if (use !== undefined) return;
  if (!facts.secretExists) throw new TokenRevoked({ tokenId });
  if (state === 'Spent') throw new TokenSpent({ tokenId, uses: verifier.uses.length });
}
