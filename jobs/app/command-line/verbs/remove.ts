import type { Command } from 'commander';
import { removeMember } from '../../../workflows/members/remove-member.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';

/** `remove`: a member that is gone, or is to be. */
export function addRemove(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'remove <name>',
    summary: 'delete a member: its key opens nothing any more, its name is free',
    details: 'Its id and its labels are lost. It comes back only with a new token.',
    examples: ['kubectl joinery remove edge-7', 'kubectl joinery remove edge-7 --force'],
    options: (command: Command) =>
      command.option('--force', 'also one that is in touch, or not known to be offline'),
  };
  addVerb<{ readonly force?: true }>(program, context, verb, async (invocation, name = '') => {
    const { setNamespace: namespace, force = false } = invocation.options;
    await removeMember(await invocation.open(), { namespace, name }, force);
    invocation.done('member.joinery.dev', name, 'removed');
  });
}
