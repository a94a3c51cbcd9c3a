import type { Result } from '../../core/diagnosis/finding.ts';
import type { Network } from '../../ports/network.ts';
import type { SecondaryPorts } from '../ports.ts';

/** The world of the doctor. On a primary it takes the way members take, so it has one to the hub as well. */
export interface DoctorPorts extends SecondaryPorts {
  readonly network: Network;
}

/** One thing the doctor looks at. */
export interface Check {
  /** Names it in reports and for `ignore`; never changes. */
  readonly name: string;
  /** What it looks at, for `docs/doctor.md`. */
  readonly about: string;
  /** Checks that must not have failed, or looking would only say the same again. */
  readonly needs: readonly string[];
  readonly look: () => Promise<Result>;
}
