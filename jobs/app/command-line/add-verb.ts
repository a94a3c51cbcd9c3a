import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { Invocation } from './invocation.ts';

/** How a verb is described. */
export interface Verb {
  /** Name and arguments, such as `remove <name>`. */
  readonly usage: string;
  /** What it does, in a few words, for the list of verbs. */
  readonly summary: string;
  /** What there is to know besides; sentences. */
  readonly details?: string;
  /** Command lines that work as they stand. */
  readonly examples: readonly string[];
  /** What it takes besides the options of all verbs. */
  readonly options?: (command: Command) => unknown;
}

/** Adds a verb to the program, or to a verb above it. Its action gets an invocation and the arguments in order. */
export function addVerb<Options>(
  parent: Command,
  context: CommandContext,
  { usage, summary, details, examples, options }: Verb,
  act: (invocation: Invocation<Options>, ...args: (string | undefined)[]) => Promise<void>,
): void {
  const command = parent
    .command(usage)
    .summary(summary)
    .description(
      `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.${details === undefined ? '' : ` ${details}`}`,
    )
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
  options?.(command);
  command.action(async (...given: unknown[]) => {
    const args = given.slice(0, command.registeredArguments.length) as (string | undefined)[];
    await act(new Invocation<Options>(context, command), ...args);
  });
}
