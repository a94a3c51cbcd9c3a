import { JoineryError } from '../errors/joinery-error.ts';
import { isTimeUp } from '../workflows/with-deadline.ts';
import type { ProgramContext, ProgramResult } from './program.ts';

/**
 * Makes a good end of whatever a hook before uninstall failed by: a hook that fails keeps the release.
 * Only one that was stopped from outside is to run again.
 *
 * @param what What happens all the same; begins a sentence.
 * @throws {Stopped} When the pod is to stop.
 */
export function describeUninstall(
  { signal, logger }: ProgramContext,
  what: string,
  error: unknown,
): ProgramResult {
  signal.throwIfAborted();
  logger.error('Uninstall goes on in spite of this', { err: error });
  if (isTimeUp(error)) return { summary: `${what}: the deadline passed.` };
  if (error instanceof JoineryError) return { summary: `${what}: ${error.message}. ${error.remedy}` };
  return {
    summary: `${what}: something went wrong that should not; the log of this container has the details.`,
  };
}
