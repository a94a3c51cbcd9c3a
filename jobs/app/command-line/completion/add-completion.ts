import { Argument, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { completeWords } from './complete-words.ts';
import { completionScripts, type CompletingShell } from './scripts.ts';

/** Adds `completion SHELL`, which writes the script, and `complete`, which the script asks. */
export function addCompletion(program: Command, { write }: CommandContext): void {
  program
    .command('completion')
    .summary('write the script by which a shell completes these commands')
    .description(
      'Write the script by which a shell completes these commands. That of "kubectl" is for "kubectl joinery": put it as ' +
        'kubectl_complete-joinery into a folder of your PATH, executable, beside kubectl-joinery.',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(completionScripts)))
    .addHelpText(
      'after',
      '\nExamples:\n  source <(joinery completion bash)\n  joinery completion kubectl > ~/bin/kubectl_complete-joinery',
    )
    .action((shell: CompletingShell) => write(completionScripts[shell]));
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: readonly string[]) => {
      const lines = completeWords(program, words).map(({ value, description }) =>
        description === '' ? value : `${value}\t${description}`,
      );
      write([...lines, lines.length === 0 ? ':0' : ':4', ''].join('\n'));
    });
}
