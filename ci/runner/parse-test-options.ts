import { parseArgs } from 'node:util';
import { MissingPrerequisite } from '../tools/missing-prerequisite.ts';

/** What a run of the tests covers. */
export interface TestOptions {
  /** False: only what needs no cluster. */
  readonly withClusters: boolean;
  /** True: the test clusters stay up afterwards, for the next run or a look. */
  readonly keepClusters: boolean;
  /** Only these Vitest projects; empty for all. Checkers then do not run. */
  readonly projects: readonly string[];
  /** Only tests whose name has this in it; empty for all. */
  readonly name: string;
}

/** @throws {MissingPrerequisite} For an option that is not there; it says which are. */
export function parseTestOptions(commandArguments: readonly string[]): TestOptions {
  try {
    const { values } = parseArgs({
      args: [...commandArguments],
      options: {
        'no-clusters': { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        project: { type: 'string', multiple: true, default: [] },
        name: { type: 'string', short: 't', default: '' },
      },
    });
    return {
      withClusters: !values['no-clusters'],
      keepClusters: values.keep,
      projects: values.project,
      name: values.name,
    };
  } catch (error) {
    throw new MissingPrerequisite(
      `Cannot run the tests: ${error instanceof Error ? error.message : String(error)}`,
      'Use: npm test -- [--no-clusters] [--keep] [--project NAME] [-t PART-OF-A-NAME]',
    );
  }
}
