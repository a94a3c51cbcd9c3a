import type { Command } from 'commander';
import type { Member } from '../../../core/membership/member.ts';
import type { KubernetesApi, Stored } from '../../../ports/kubernetes-api.ts';
import { findMember } from '../../../workflows/members/find-member.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';
import { buildMemberColumns } from '../output/member-columns.ts';
import type { Invocation } from '../invocation.ts';

interface MembersOptions {
  readonly watch?: true;
}

/** `members`: the set as the primary sees it. */
export function addMembers(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'members [name]',
    summary: 'list the members of the set, or show one',
    examples: [
      'kubectl joinery members',
      'kubectl joinery members edge-7 -o yaml',
      'kubectl joinery members --watch',
    ],
    options: (command: Command) => command.option('-w, --watch', 'go on and show every change'),
  };
  addVerb<MembersOptions>(program, context, verb, async (invocation, name) => {
    const { kubernetes, clock } = await invocation.open();
    const { setNamespace: namespace } = invocation.options;
    if (invocation.options.watch) {
      return watch(kubernetes, invocation, { namespace, name, now: () => clock.now() });
    }
    const members =
      name === undefined
        ? await kubernetes.list('Member', { namespace })
        : [await findMember(kubernetes, { namespace, name })];
    show(invocation, members, { isList: name === undefined, now: clock.now() });
  });
}

async function watch(
  kubernetes: KubernetesApi,
  invocation: Invocation,
  { namespace, name, now }: { namespace: string; name: string | undefined; now: () => Date },
): Promise<void> {
  const selection = { namespace, ...(name === undefined ? {} : { name }) };
  for await (const change of kubernetes.watch('Member', selection, invocation.signal)) {
    const members = change.type === 'snapshot' ? change.objects : [change.object];
    show(invocation, members, { isList: change.type === 'snapshot', now: now() });
  }
  invocation.signal.throwIfAborted();
}

function show(
  invocation: Invocation,
  members: readonly Stored<Member>[],
  { isList, now }: { isList: boolean; now: Date },
): void {
  const sorted = members.toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name));
  invocation.show({
    document: isList ? { apiVersion: 'v1', kind: 'List', items: sorted } : sorted[0],
    names: sorted.map(({ metadata }) => `member.joinery.dev/${metadata.name}`),
    columns: buildMemberColumns(sorted, now),
    nothing: `There are no members in namespace "${invocation.options.setNamespace}".`,
  });
}
