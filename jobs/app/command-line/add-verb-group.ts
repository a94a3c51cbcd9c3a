import type { Command } from 'commander';

/** Adds a word that is nothing by itself, and that verbs stand below. */
export function addVerbGroup(program: Command, name: string, summary: string): Command {
  return program
    .command(name)
    .summary(summary)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .helpCommand(false);
}
