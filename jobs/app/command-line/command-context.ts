import type { Connect } from './connect.ts';

/** What the entry point hands to the command line: the process, without the process. */
export interface CommandContext {
  /** What was typed after the name of the program. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly connect: Connect;
  /** Aborts when the user wants it to stop; its reason is a `Stopped`. */
  readonly signal: AbortSignal;
  /** Reads standard input to its end. */
  readonly readInput: () => Promise<string>;
  /** Whether a person would have to type that input. */
  readonly isInteractive: boolean;
  /** For results. */
  readonly write: (text: string) => void;
  /** For everything else. */
  readonly writeError: (text: string) => void;
}
