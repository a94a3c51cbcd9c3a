import { JoineryError } from '../../errors/joinery-error.ts';
import type { Hub } from '../hub/hub.ts';
import type { PrimaryPorts } from '../ports.ts';
import { WorkQueue } from '../work-queue.ts';
import type { ExportBoard } from './export-board.ts';
import { followExports, keepExports } from './keep-exports.ts';
import { noteStanding } from './note-standing.ts';
import type { ServiceSharing } from './service-sharing.ts';

/** Wait before something that failed is tried again, in milliseconds. */
const retryMs = 2000;

/**
 * The hub's part in sharing services, for as long as the signal allows: it follows what members export, and its own
 * cluster takes part as every member does, without a line. All replicas do the same.
 *
 * @param sharing The cluster's end of it; `undefined` where it shares none.
 */
export async function shareServices(
  ports: PrimaryPorts,
  hub: Hub,
  sharing: ServiceSharing | undefined,
  signal: AbortSignal,
): Promise<void> {
  const board = hub.services;
  if (board === undefined || sharing === undefined) return;
  const own = { board, sharing };
  await Promise.all([
    followExports(ports, hub, board, signal),
    sharing.run(signal),
    shareOwn(ports, hub, own, signal),
  ]);
}

async function shareOwn(
  ports: PrimaryPorts,
  hub: Hub,
  { board, sharing }: { board: ExportBoard; sharing: ServiceSharing },
  signal: AbortSignal,
): Promise<never> {
  const { name } = hub.config;
  const queue = new WorkQueue();
  sharing.onOffer(() => queue.add('offer'));
  board.onChange(() => queue.add('imports'));
  for (;;) {
    const task = await queue.take(signal);
    if (task === 'imports') {
      if (board.isSynced) sharing.take(name, [...board.importsFor(name).services.values()]);
      // What was stored may have got lost.
      if (sharing.offer !== undefined && board.exportsOf(name) === undefined) queue.add('offer');
    } else if (!(await tell())) {
      await ports.clock.sleep(retryMs, signal);
      queue.add(task);
    }
  }

  /** @returns Whether the set knows what this cluster exports now. */
  async function tell(): Promise<boolean> {
    const member = hub.roster.get(name);
    const { offer } = sharing;
    // A set that is dissolved is being deleted, exports and all.
    if (member === undefined || offer === undefined || hub.identity().isDissolved) return false;
    try {
      const exports = { ...offer, sentAtMs: ports.clock.now().getTime() };
      await keepExports(ports, board, { member, exports });
      await noteStanding(ports, hub, member, offer.standing);
      return board.exportsOf(name)?.digest === offer.digest;
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Own services not shared', { err: error });
      return false;
    }
  }
}
