/** So much may go at once without a person. */
const alwaysAllowed = 10;
const allowedShare = 1 / 3;

/**
 * Tells whether taking away so many objects waits for a person: all that there are, or many of them. A part that comes
 * out short by mistake looks just like that.
 *
 * @param before How many objects there are.
 * @param goes How many of them would be deleted.
 * @param stays How many objects there would be then, new ones included.
 * @param allowed What a person allowed: a revision, or empty.
 */
export function isPruneHeld(
  { before, goes, stays }: { before: number; goes: number; stays: number },
  { allowed, revision }: { allowed: string; revision: string },
): boolean {
  if (goes === 0 || (allowed !== '' && allowed === revision)) return false;
  if (stays === 0) return true;
  return goes > alwaysAllowed && goes > before * allowedShare;
}
