import type { Command } from 'commander';
import { primaryNames } from '../../../core/kubernetes/names.ts';
import { rotateHub } from '../../../workflows/members/rotate-hub.ts';
import { rotateMember } from '../../../workflows/members/order-member.ts';
import { addVerb } from '../add-verb.ts';
import { addVerbGroup } from '../add-verb-group.ts';
import type { CommandContext } from '../command-context.ts';

/** `rotate member` and `rotate hub`: new keys, by command. */
export function addRotate(program: Command, context: CommandContext): void {
  const rotate = addVerbGroup(program, 'rotate', 'ask a member or the hub for new keys');
  const member = {
    usage: 'member <name>',
    summary: 'ask a member for new keys, which its old key signs',
    examples: ['kubectl joinery rotate member edge-7'],
  };
  addVerb(rotate, context, member, async (invocation, name = '') => {
    await rotateMember(await invocation.open(), { namespace: invocation.options.setNamespace, name });
    invocation.done('member.joinery.dev', name, 'asked for new keys');
  });
  const hub = {
    usage: 'hub',
    summary: 'ask the hub for a new key, which it announces before it uses it',
    examples: ['kubectl joinery rotate hub'],
  };
  addVerb(rotate, context, hub, async (invocation) => {
    await rotateHub(await invocation.open(), invocation.options.setNamespace);
    invocation.done('secret', primaryNames.hubIdentity, 'marked: the hub announces a new key');
  });
}
