import { digestOf } from '../protocol/digest.ts';
import type { Distribution } from './distribution.ts';

/** Tells whether a Distribution goes out in waves. In a dry run nothing goes out. */
export function hasWaves({ spec }: Distribution): boolean {
  return spec.rollout?.maxAtOnce !== undefined && spec.dryRun !== true;
}

/** Sorts members into the order in which waves reach them: the same on all replicas, another for each Distribution. */
export function sortForRollout(uid: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, place: digestOf(`${uid}/${name}`) }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ name }) => name);
}

/**
 * Lists the members that may have a revision: all of them where there are no waves, else those that its status
 * says are released. The others keep what they have.
 *
 * @param revision See `rolloutRevisionOf`. One that the status does not know yet is released to nobody.
 * @param placed Names of all members it is for.
 */
export function listReleased(
  distribution: Distribution,
  revision: string,
  placed: readonly string[],
): ReadonlySet<string> {
  if (!hasWaves(distribution)) return new Set(placed);
  const { rollout } = distribution.status ?? {};
  const released = rollout?.revision === revision ? rollout.released : 0;
  if (released >= placed.length) return new Set(placed);
  return new Set(sortForRollout(distribution.metadata.uid ?? '', placed).slice(0, released));
}
