import type { Command } from 'commander';
import { leaveByOrder } from '../../../workflows/enrol/leave-by-order.ts';
import { findDeployment } from '../../../workflows/release/find-deployment.ts';
import { addVerb } from '../add-verb.ts';
import type { CommandContext } from '../command-context.ts';
import { addJoinSecret, type JoinSecretOptions } from '../join-secret-option.ts';
import { addTimeout, type TimeoutOptions } from '../timeout-option.ts';

/** `leave`: out of the set, with the release left as it is. */
export function addLeave(program: Command, context: CommandContext): void {
  const verb = {
    usage: 'leave',
    summary: 'take this cluster out of its set and keep the release',
    details:
      'The agent tells the primary; where none runs it is told from here, and where it cannot be reached, remove the ' +
      'member there. The join Secret is deleted, the keys stay: a new token makes the same member again.',
    examples: ['kubectl joinery leave --context edge-7'],
    options: (command: Command) => addJoinSecret(addTimeout(command, 30)),
  };
  addVerb<TimeoutOptions & JoinSecretOptions>(program, context, verb, async (invocation) => {
    const { namespace, joinSecret, timeout: deadlineSeconds } = invocation.options;
    const ports = await invocation.open();
    const agent = await findDeployment(ports.kubernetes, namespace, 'agent');
    const { metadata } = agent;
    const fullname = metadata.name.replace(/-agent$/, '');
    const release = {
      name: metadata.labels?.['app.kubernetes.io/instance'] ?? fullname,
      namespace,
      fullname,
    };
    const target = { release, deployment: metadata.name, agent, deadlineSeconds, joinSecret };
    const message = await leaveByOrder(ports, target, invocation.signal);
    invocation.write(`${message}\n`);
  });
}
