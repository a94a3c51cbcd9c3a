import type { Command } from 'commander';
import { observeCluster, type ClusterRole } from '../../../workflows/overview/observe-cluster.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';
import type { Column } from '../output/render-result.ts';

/** `status`: what this cluster is in a set. */
export function addStatus(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'status',
    summary: 'show what this cluster is in a set, and what to do if something is wrong',
    details: 'A cluster may be the primary of one set and a secondary of another.',
    examples: ['kubectl joinery status', 'kubectl joinery status --context edge-7 -o json'],
  };
  addVerb(program, context, verb, async (invocation) => {
    const { kubernetes } = await invocation.open();
    const roles = await observeCluster(kubernetes, invocation.options);
    const { namespace, setNamespace } = invocation.options;
    invocation.show({
      document: roles,
      names: roles.map(({ role, name }) => `${role}/${name}`),
      columns: buildColumns(roles),
      nothing: `This cluster is in no set: nothing in the namespaces "${setNamespace}" and "${namespace}".`,
    });
  });
}

function buildColumns(roles: readonly ClusterRole[]): Column[] {
  const column = (header: string, read: (role: ClusterRole) => string): Column => ({
    header,
    cells: roles.map(read),
  });
  return [
    column('ROLE', ({ role }) => role),
    column('NAME', ({ name }) => name),
    column('STATUS', ({ status }) => status),
    column('REASON', ({ reason }) => reason),
    { ...column('ENDPOINT', ({ endpoint }) => endpoint), isWide: true },
    { ...column('THUMBPRINT', ({ thumbprint }) => thumbprint), isWide: true },
    column('MESSAGE', ({ message, remedy }) =>
      remedy === '' ? message : `${message.replace(/\.$/, '')}. ${remedy}`,
    ),
  ];
}
