import type { Command } from 'commander';
import { acceptMember, pauseMember } from '../../../workflows/members/order-member.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';

/** `accept`, `pause` and `resume`: what a person decides for a member. */
export function addOrders(program: Command, context: CommandContext): void {
  addAccept(program, context);
  addPause(program, context, 'pause');
  addPause(program, context, 'resume');
}

function addAccept(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'accept <name>',
    summary: 'let a member into the set that waits for it',
    details: 'Compare the thumbprint before: "kubectl joinery status -o wide" on the other cluster shows it.',
    examples: ['kubectl joinery accept edge-7 --thumbprint CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk'],
    options: (command: Command) =>
      command.option('--thumbprint <thumbprint>', 'accept this key only, and refuse any other'),
  };
  addVerb<{ readonly thumbprint?: string }>(program, context, verb, async (invocation, name = '') => {
    const { setNamespace: namespace, thumbprint } = invocation.options;
    await acceptMember(await invocation.open(), { namespace, name }, thumbprint);
    invocation.done('member.joinery.dev', name, 'accepted');
  });
}

function addPause(program: Command, context: CommandContext, order: 'pause' | 'resume'): void {
  const isPause = order === 'pause';
  const verb = {
    usage: `${order} <name>`,
    summary: isPause ? 'keep a member in the set and give it nothing new' : 'let a paused member go on',
    examples: [`kubectl joinery ${order} edge-7`],
  };
  addVerb(program, context, verb, async (invocation, name = '') => {
    const ref = { namespace: invocation.options.setNamespace, name };
    await pauseMember(await invocation.open(), ref, isPause);
    invocation.done('member.joinery.dev', name, `${order}d`);
  });
}
