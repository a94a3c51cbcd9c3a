import type { PrimaryPorts } from '../ports.ts';
import { keepLedger } from './keep-ledger.ts';
import { showDistributions, type Showing } from './show-distributions.ts';

/**
 * What the hub does for Distributions beside giving them to members, for as long as the signal allows: follows the
 * ledger and keeps it, and shows how far each Distribution is.
 */
export async function lookAfterDistributions(
  ports: Pick<PrimaryPorts, 'kubernetes' | 'clock' | 'logger' | 'metrics'>,
  facts: Showing & { readonly namespace: string },
  signal: AbortSignal,
): Promise<void> {
  const { board, namespace } = facts;
  await Promise.all([
    board.follow(ports.kubernetes, namespace, signal),
    keepLedger(ports, facts, signal),
    showDistributions(ports, facts, signal),
  ]);
}
