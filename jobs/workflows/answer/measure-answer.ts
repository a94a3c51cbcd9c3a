import { wirePaths } from '../../core/protocol/wire.ts';
import type { PrimaryPorts } from '../ports.ts';

const knownPaths: ReadonlySet<string> = new Set(Object.values(wirePaths));

/** Counts one answer and how long it took. A path that the hub does not have is not taken into a label. */
export function measureAnswer(
  { metrics, clock }: Pick<PrimaryPorts, 'metrics' | 'clock'>,
  answered: { path: string; status: number; receivedAt: Date },
): void {
  const path = knownPaths.has(answered.path) ? answered.path : 'other';
  const durationMs = clock.now().getTime() - answered.receivedAt.getTime();
  metrics.count('joinery_hub_requests_total', { path, code: `${answered.status}` });
  metrics.measure('joinery_hub_request_duration_seconds', { path }, durationMs / 1000);
}
