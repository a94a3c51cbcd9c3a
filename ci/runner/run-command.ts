import { MissingPrerequisite } from '../tools/missing-prerequisite.ts';

/** What a command gets: its arguments, and a signal that aborts on Ctrl-C and the like. */
export interface CommandContext {
  readonly commandArguments: readonly string[];
  readonly signal: AbortSignal;
}

const stoppingSignals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs a command to its exit code: what it returns, 1 for any error, 128 plus the number of the signal that stopped
 * it. A {@link MissingPrerequisite} is told in its two sentences; anything else is a bug and shows its stack.
 */
export async function runCommand(command: (context: CommandContext) => Promise<number>): Promise<void> {
  const controller = new AbortController();
  let stoppedExitCode: number | undefined;
  for (const [name, exitCode] of Object.entries(stoppingSignals)) {
    process.on(name, () => {
      stoppedExitCode = exitCode;
      controller.abort();
    });
  }

  try {
    const exitCode = await command({ commandArguments: process.argv.slice(2), signal: controller.signal });
    process.exitCode = stoppedExitCode ?? exitCode;
  } catch (error) {
    if (stoppedExitCode === undefined)
      console.error(error instanceof MissingPrerequisite ? render(error) : error);
    process.exitCode = stoppedExitCode ?? 1;
  }
}

function render(error: MissingPrerequisite): string {
  return `${error.message}.\n${error.remedy}.`;
}
