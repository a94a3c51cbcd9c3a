import { exitCodeOf, exitCodes, type ExitCode } from '../errors/exit-code.ts';
import { JoineryError } from '../errors/joinery-error.ts';
import { Stopped, type Program, type ProgramContext } from './program.ts';

/** How a process ends: what it says last, and its code. */
export interface ProgramEnd {
  /** One or two sentences for people; never a stack, never a secret. */
  readonly message: string;
  /** What goes to standard output in its place. */
  readonly report?: string;
  readonly exitCode: ExitCode;
}

/** Runs a program and turns whatever happens into a message and an exit code. Never throws. */
export async function runProgram(program: Program, context: ProgramContext): Promise<ProgramEnd> {
  try {
    const { summary, exitCode = exitCodes.done, ...rest } = await program(context);
    return { message: summary, exitCode, ...rest };
  } catch (error) {
    if (error instanceof Stopped) return { message: 'Stopped by a signal.', exitCode: exitCodes.stopped };
    context.logger.error('Program failed', { err: error });
    if (error instanceof JoineryError) {
      return { message: `${error.message}. ${error.remedy}`, exitCode: exitCodeOf(error.code) };
    }
    const message =
      'Cannot go on: something went wrong that should not. The log of this container has the details; report it.';
    return { message, exitCode: exitCodes.bug };
  }
}
