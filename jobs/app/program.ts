import type { ExitCode } from '../errors/exit-code.ts';
import type { Logger } from '../ports/logger.ts';

/** What an entry point hands to its program: the process, without the process. */
export interface ProgramContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborts when the pod is to stop; its reason is a `Stopped`. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** The reason a program's signal aborts with. */
export class Stopped extends Error {
  override readonly name = 'Stopped';

  constructor() {
    super('Stopped by a signal');
  }
}

/** How a program ended well: one sentence for the user, shown as the termination message. */
export interface ProgramResult {
  readonly summary: string;
  /** What people asked for, printed in place of the summary; left out by a program that only does something. */
  readonly report?: string;
  /** Left out: done. */
  readonly exitCode?: ExitCode;
}

export type Program = (context: ProgramContext) => Promise<ProgramResult>;
