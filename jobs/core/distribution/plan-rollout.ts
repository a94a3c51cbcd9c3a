import { judgeDelivery, type Delivery } from './delivery.ts';
import type { Distribution, DistributionStatus } from './distribution.ts';
import { hasWaves, sortForRollout } from './list-released.ts';

/** How far a rollout in waves came. */
export type Rollout = NonNullable<DistributionStatus['rollout']>;

/**
 * Plans how far a rollout may go next. Members that are away, or failed, hold nobody up; so many failures as the spec
 * says stop it, until the revision changes.
 *
 * @param revision See `rolloutRevisionOf`.
 * @param deliveries One for each member it is for.
 * @returns The same rollout when it stays where it is; nothing where there are no waves.
 */
export function planRollout(
  distribution: Distribution,
  revision: string,
  deliveries: readonly Delivery[],
): Rollout | undefined {
  const { spec, status, metadata } = distribution;
  if (!hasWaves(distribution)) return undefined;
  const known = status?.rollout;
  const rollout = known?.revision === revision ? known : { revision, released: 0 };
  if (rollout.stopped === true || spec.suspend === true) return known;

  const { stopAfterFailures = 0, maxAtOnce = 1 } = spec.rollout ?? {};
  // All are out, and nothing can stop it: to sort a thousand members for that would be idle.
  if (known === rollout && known.released === deliveries.length && stopAfterFailures === 0) return known;
  const byMember = new Map(deliveries.map((delivery) => [delivery.member, delivery]));
  const queue = sortForRollout(metadata.uid ?? '', [...byMember.keys()]).flatMap(
    (name) => byMember.get(name) ?? [],
  );
  const failed = queue.slice(0, rollout.released).filter((delivery) => judgeDelivery(delivery) === 'Failed');
  if (stopAfterFailures > 0 && failed.length >= stopAfterFailures) return { ...rollout, stopped: true };

  const released = countReleased(queue, rollout.released, readMaxAtOnce(maxAtOnce, queue.length));
  return released === rollout.released && rollout === known ? known : { ...rollout, released };
}

/** As many more as there are places for. */
function countReleased(queue: readonly Delivery[], before: number, maxAtOnce: number): number {
  let released = Math.min(before, queue.length);
  let open = queue.slice(0, released).filter(isOpen).length;
  while (open < maxAtOnce) {
    const next = queue[released];
    if (next === undefined) break;
    if (isOpen(next)) open += 1;
    released += 1;
  }
  return released;
}

/** Whether a member that is released has yet to come to an end with it. */
function isOpen(delivery: Delivery): boolean {
  return judgeDelivery({ ...delivery, isReleased: true }) === 'Applying';
}

/** What makes no sense is the most careful there is. */
function readMaxAtOnce(maxAtOnce: number | string, placed: number): number {
  const [, percent] = /^([0-9]+)%$/.exec(String(maxAtOnce)) ?? [];
  const count = percent === undefined ? Number(maxAtOnce) : Math.ceil((placed * Number(percent)) / 100);
  return count >= 1 ? Math.floor(count) : 1;
}
