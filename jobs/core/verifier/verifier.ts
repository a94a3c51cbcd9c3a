import type { Confidential } from '../confidential/confidential.ts';

/** One member key that used a token. */
export interface TokenUse {
  readonly thumbprint: string;
  readonly name: string;
  /** UUID the member gets; fixed here so that a repeated join gives the same. */
  readonly memberId: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /**
   * False between the two writes of a join (use recorded, `Member` not yet written). Once true, a
   * missing `Member` means that a person removed it.
   */
  readonly admitted: boolean;
}

/** What the hub keeps of a join token: enough to check it, not enough to show it again. */
export interface Verifier {
  readonly tokenId: string;
  /** Name and uid of the token Secret; with another uid it is another token. */
  readonly secretName: string;
  readonly secretUid: string;
  readonly proofKey: Confidential;
  readonly expiresAt: Date;
  /** How many distinct member keys may use it. */
  readonly maxUses: number | 'unlimited';
  readonly memberName?: string;
  readonly memberThumbprint?: string;
  /** May give the existing member `memberName` a new key. */
  readonly replace: boolean;
  /** May let a cluster in whose kube-system UID another member has: a copy of it. */
  readonly clone?: boolean;
  readonly uses: readonly TokenUse[];
}

/** State of a token as its Secret shows it. */
export type TokenState = 'Ready' | 'Spent' | 'Expired';

/** Judges a token for somebody who has not used it yet. Expiry is exclusive. */
export function judgeToken(verifier: Verifier, now: Date): TokenState {
  if (now.getTime() >= verifier.expiresAt.getTime()) return 'Expired';
  if (verifier.maxUses !== 'unlimited' && verifier.uses.length >= verifier.maxUses) return 'Spent';
  return 'Ready';
}

/** Finds the use by a key. */
export function findUse(verifier: Verifier, thumbprint: string): TokenUse | undefined {
  return verifier.uses.find((use) => use.thumbprint === thumbprint);
}

/**
 * The key under which a member used the token: its present one, or one that it changed since. The name's
 * holder is who the id was given to, whatever its keys are now.
 *
 * @param holder Thumbprint and id of the member that holds the name now, if there is one.
 */
export function keyOfUse(
  verifier: Verifier,
  thumbprint: string,
  holder: { readonly thumbprint?: string; readonly id?: string } | undefined,
): string {
  if (holder?.thumbprint !== thumbprint || findUse(verifier, thumbprint) !== undefined) return thumbprint;
  return verifier.uses.findLast(({ memberId }) => memberId === holder.id)?.thumbprint ?? thumbprint;
}

/** Adds a use, or replaces the one by the same key. */
export function recordUse(verifier: Verifier, use: TokenUse): Verifier {
  const others = verifier.uses.filter(({ thumbprint }) => thumbprint !== use.thumbprint);
  return { ...verifier, uses: [...others, use] };
}
