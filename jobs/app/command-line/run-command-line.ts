import { CommanderError } from 'commander';
import { exitCodeOf, exitCodes, type ExitCode } from '../../errors/exit-code.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { Stopped } from '../program.ts';
import { buildProgram } from './build-program.ts';
import type { CommandContext } from './command-context.ts';
import { CommandInvalid } from './errors.ts';

/** Runs one command line, and turns whatever happens into words and an exit code. Never throws. */
export async function runCommandLine(context: CommandContext): Promise<ExitCode> {
  const { args } = context;
  try {
    await buildProgram(context).parseAsync(args.length === 0 ? ['--help'] : [...args], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    // Help ends this way too.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    return describeFailure(error instanceof CommanderError ? translate(error) : error, context);
  }
}

function translate({ code, message }: CommanderError): CommandInvalid {
  if (code === 'commander.help') return new CommandInvalid({ found: 'it needs one of the commands above' });
  return new CommandInvalid({ found: message.replace(/^error: /, '') });
}

function describeFailure(error: unknown, { args, writeError }: CommandContext): ExitCode {
  if (error instanceof Stopped) return exitCodes.stopped;
  if (error instanceof JoineryError) {
    writeError(`error: ${error.message}\n${error.remedy}\n(${error.code})\n`);
    return exitCodeOf(error.code);
  }
  writeError(
    'error: Cannot go on: something went wrong that should not. Repeat it with --verbose and report it.\n',
  );
  const isVerbose = args.includes('--verbose') || args.includes('-v');
  if (isVerbose && error instanceof Error) writeError(`${error.stack}\n`);
  return exitCodes.bug;
}
