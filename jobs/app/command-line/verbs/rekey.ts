import type { Command } from 'commander';
import { findDeployment } from '../../../workflows/release/find-deployment.ts';
import { rekeyCluster } from '../../../workflows/rekey/rekey-cluster.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';
import { CommandInvalid } from '../errors.ts';

/** `rekey`: another identity for a cluster that is a copy. */
export function addRekey(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'rekey',
    summary: 'give this cluster new keys and drop its membership',
    details:
      'For a copy of a cluster that shares the keys of the first, and for keys somebody else has seen. The old keys are ' +
      'lost: the cluster needs a new token, and for its old name one made with --replace.',
    examples: ['kubectl joinery rekey --context edge-7-copy --yes'],
    options: (command: Command) => command.option('--yes', 'say that the old keys may be lost'),
  };
  addVerb<{ readonly yes?: true }>(program, context, verb, async (invocation) => {
    const { namespace, yes } = invocation.options;
    if (yes !== true) {
      throw new CommandInvalid({
        found: 'the old keys of this cluster would be lost',
        remedy:
          'Repeat it with --yes if they may be; a member that only needs fresh keys has "rotate member".',
      });
    }
    const ports = await invocation.open();
    await findDeployment(ports.kubernetes, namespace, 'agent');
    const thumbprint = await rekeyCluster(ports, namespace);
    invocation.done('secret', 'mc-identity', `has new keys, with the thumbprint ${thumbprint}`);
    invocation.tell('Give the cluster a new token: kubectl joinery join');
  });
}
