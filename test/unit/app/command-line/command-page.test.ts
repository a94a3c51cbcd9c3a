import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../../jobs/app/command-line/build-program.ts';

const program = buildProgram({
  args: [],
  environment: {},
  connect: async () => Promise.reject(new Error('No verb runs here')),
  signal: new AbortController().signal,
  readInput: async () => '',
  isInteractive: false,
  write: () => undefined,
  writeError: () => undefined,
});

const introduction = `# kubectl joinery

The command line for whoever looks after a set. It works with the rights of the user of a kubeconfig, on the objects that everybody can see with \`kubectl\`; it needs no server of its own.

As a plugin of kubectl it is the file \`kubectl-joinery\` in a folder of your PATH, by itself \`joinery\`; both are the same program, for Node 22 or later. The image has it too, as \`joinery.cjs\`.

- Results go to standard output, everything else to standard error. \`-o json\` and \`-o yaml\` are for scripts.
- A token is never an argument, which would stay in the shell's history and be seen in the list of processes: it is read from standard input or from a file.
- A refusal says what was found and what to do, and ends with a code of [docs/errors](errors/README.md). Exit codes: 0 done, 1 a bug or an outage, 2 bad arguments, 3 something is missing beforehand, 4 refused, 124 time was up, 143 stopped.
- \`source <(joinery completion bash)\` completes verbs and options; for zsh, fish and kubectl see [completion](#joinery-completion).
`;

/** Every verb, those below a group too, in the order of the help. */
function listVerbs(command: Command): Command[] {
  const below = command.createHelp().visibleCommands(command);
  return [command, ...below.flatMap((verb) => listVerbs(verb))];
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function renderVerb(command: Command): string {
  const isRoot = command.parent === null;
  const help = command
    .configureHelp({ helpWidth: 110, showGlobalOptions: false })
    .configureOutput({ writeOut: () => undefined });
  let text = '';
  help.configureOutput({ writeOut: (part) => (text += part) });
  help.outputHelp();
  return `## ${nameOf(command)}${isRoot ? ': verbs and common options' : ''}\n\n\`\`\`text\n${text.trim()}\n\`\`\`\n`;
}

describe('docs/command-line.md', () => {
  it('is what --help says; if not, run this test with --update', async () => {
    const page = [introduction, ...listVerbs(program).map(renderVerb)].join('\n');

    await expect(page).toMatchFileSnapshot(join(import.meta.dirname, '../../../../docs/command-line.md'));
  });

  it('has an example for each verb', () => {
    const verbs = listVerbs(program).filter(({ commands }) => commands.length === 0);
    const without = verbs.filter((verb) => {
      let text = '';
      verb.configureOutput({ writeOut: (part) => (text += part) });
      verb.outputHelp();
      return !/Examples:\n {2}\S/.test(text);
    });

    expect(without.map(nameOf)).toEqual([]);
  });
});
