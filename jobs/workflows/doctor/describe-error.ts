import type { Result } from '../../core/diagnosis/finding.ts';
import type { JoineryError } from '../../errors/joinery-error.ts';

/** What an error of ours says, as the result of a check. */
export function describeError(error: JoineryError): Result {
  return { severity: 'error', found: `${error.message}.`, remedy: error.remedy };
}
