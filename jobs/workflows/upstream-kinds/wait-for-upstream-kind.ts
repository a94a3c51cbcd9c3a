import { JoineryError } from '../../errors/joinery-error.ts';
import type { ServedKind } from '../../ports/cluster-objects.ts';
import type { PrimaryPorts } from '../ports.ts';
import { ensureUpstreamKind, type UpstreamKind } from './ensure-upstream-kind.ts';

/** First and longest wait before looking again, in milliseconds. */
const minDelayMs = 500;
const maxDelayMs = 60_000;

/**
 * Waits until a kind of another project is served; installs its definition when that is missing and allowed.
 *
 * @throws The signal's reason when it aborts.
 */
export async function waitForUpstreamKind(
  ports: Parameters<typeof ensureUpstreamKind>[0] & Pick<PrimaryPorts, 'clock' | 'logger'>,
  kind: UpstreamKind,
  isInstalling: boolean,
  signal: AbortSignal,
): Promise<ServedKind> {
  for (let delayMs = minDelayMs; ; delayMs = Math.min(maxDelayMs, delayMs * 2)) {
    try {
      const served = await ensureUpstreamKind(ports, kind, isInstalling);
      if (served !== undefined) return served;
      ports.logger.info('Kind not served yet', { crd: kind.crd, isInstalling });
    } catch (error) {
      if (!(error instanceof JoineryError)) throw error;
      ports.logger.warn('Kind not served', { crd: kind.crd, err: error });
    }
    await ports.clock.sleep(delayMs, signal);
  }
}
