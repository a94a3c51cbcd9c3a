import type { Result } from '../../core/diagnosis/finding.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import type { Check } from './check.ts';
import { describeError } from './describe-error.ts';

/** Looks; a look that fails by an error of ours has found it. */
export async function lookSafely(look: Check['look']): Promise<Result> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof JoineryError)) throw error;
    return describeError(error);
  }
}
