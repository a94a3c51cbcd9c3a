import type { Command } from 'commander';
import { bootstrapSecondary } from '../../../workflows/bootstrap/bootstrap-secondary.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';
import { addJoinSecret, type JoinSecretOptions } from '../join-secret-option.ts';
import { addTimeout, type TimeoutOptions } from '../timeout-option.ts';

interface BootstrapOptions extends TimeoutOptions, JoinSecretOptions {
  readonly primaryContext: string;
  readonly secondaryContext: string;
  readonly primaryNamespace?: string;
  readonly secondaryNamespace?: string;
  readonly memberName?: string;
}

/** `bootstrap`: the whole join, for who has both clusters at hand. */
export function addBootstrap(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'bootstrap',
    summary: 'join one cluster to another, with both at hand',
    details:
      'Both releases are installed before. Makes a token on the primary, gives it to the secondary, and waits until it ' +
      'has joined; where members wait for acceptance, accepts this one by the thumbprint its cluster shows.',
    examples: [
      'kubectl joinery bootstrap --primary-context hub --secondary-context edge-7',
      'kubectl joinery bootstrap --primary-context hub --secondary-context edge-7 --member-name edge-7',
    ],
    options: (command: Command) =>
      addJoinSecret(addTimeout(command, 120))
        .requiredOption('--primary-context <name>', 'context of the primary')
        .requiredOption('--secondary-context <name>', 'context of the secondary')
        .option('--primary-namespace <name>', 'namespace of the release there, if not that of --namespace')
        .option('--secondary-namespace <name>', 'namespace of the release there, if not that of --namespace')
        .option('--member-name <name>', 'name to join as; the token is good for this name only'),
  };
  addVerb<BootstrapOptions>(program, context, verb, async (invocation) => {
    const { options, signal } = invocation;
    const ports = {
      primary: await invocation.open(options.primaryContext),
      secondary: await invocation.open(options.secondaryContext),
    };
    const said = await bootstrapSecondary(ports, {
      setNamespace: options.setNamespace,
      primaryNamespace: options.primaryNamespace ?? options.namespace,
      secondaryNamespace: options.secondaryNamespace ?? options.namespace,
      joinSecret: options.joinSecret,
      memberName: options.memberName,
      seconds: options.timeout,
      signal,
      tell: (text) => invocation.tell(text),
    });
    invocation.done('member.joinery.dev', said.texts['member-name'] ?? '', said.status.toLowerCase());
  });
}
