import type { Command } from 'commander';
import { findDistribution } from '../../../workflows/distributions/find-distribution.ts';
import { observeDeliveries } from '../../../workflows/distributions/observe-deliveries.ts';
import {
  allowPrune,
  retryDistribution,
  suspendDistribution,
} from '../../../workflows/distributions/order-distribution.ts';
import { addVerb } from '../add-verb.ts';
import { addVerbGroup } from '../add-verb-group.ts';
import type { CommandContext } from '../command-context.ts';
import { CommandInvalid } from '../errors.ts';
import { showDeliveries, showDistributions, watchDistribution } from '../output/show-distributions.ts';

const kind = 'distribution.joinery.dev';

/** `distribution`: what goes to the members, how far it is, and what a person decides for it. */
export function addDistribution(program: Command, context: CommandContext): void {
  const group = addVerbGroup(program, 'distribution', 'look how far Distributions are, and decide for them');
  addList(group, context);
  addShow(group, context);
  addAllowPrune(group, context);
  addRetry(group, context);
  addSuspend(group, context, 'suspend');
  addSuspend(group, context, 'resume');
}

function addList(group: Command, context: CommandContext): void {
  const verb = {
    usage: 'list',
    summary: 'list the Distributions and on how many clusters each is',
    examples: ['kubectl joinery distribution list', 'kubectl joinery distribution list -o wide'],
  };
  addVerb(group, context, verb, async (invocation) => {
    const { kubernetes, clock } = await invocation.open();
    const found = await kubernetes.list('Distribution', { namespace: invocation.options.setNamespace });
    showDistributions(invocation, found, clock.now());
  });
}

function addShow(group: Command, context: CommandContext): void {
  const verb = {
    usage: 'show <name>',
    summary: 'show how far a Distribution is on each cluster, what failed first',
    details: 'Of a dry run it shows what would change: + is made, ~ changed, - deleted, ! somebody else has.',
    examples: [
      'kubectl joinery distribution show isolation',
      'kubectl joinery distribution show isolation --watch',
      'kubectl joinery distribution show isolation -o yaml',
    ],
    options: (command: Command) => command.option('-w, --watch', 'go on and show every step'),
  };
  addVerb<{ readonly watch?: true }>(group, context, verb, async (invocation, name = '') => {
    const { kubernetes, clock } = await invocation.open();
    const ref = { namespace: invocation.options.setNamespace, name };
    if (invocation.options.watch !== true) {
      return showDeliveries(invocation, await observeDeliveries(kubernetes, ref));
    }
    await findDistribution(kubernetes, ref);
    await watchDistribution(invocation, { kubernetes, clock }, ref);
  });
}

function addAllowPrune(group: Command, context: CommandContext): void {
  const verb = {
    usage: 'allow-prune <name>',
    summary: 'allow clusters to take away much, where they wait for that',
    details:
      'A cluster that would lose all objects of a Distribution, or more than 10 and more than a third, waits with the ' +
      'state Held. Look at "distribution show" before. The permission is for what is distributed now.',
    examples: ['kubectl joinery distribution allow-prune isolation'],
  };
  addVerb(group, context, verb, async (invocation, name = '') => {
    const ports = await invocation.open();
    const ref = { namespace: invocation.options.setNamespace, name };
    const { distribution, clusters } = await observeDeliveries(ports.kubernetes, ref);
    const held = clusters.filter(({ state }) => state === 'Held');
    const { revision } = distribution.status ?? {};
    if (held.length === 0 || revision === undefined) {
      throw new CommandInvalid({
        found: `no cluster waits to take away what "${name}" brought`,
        remedy: `Look with "kubectl joinery distribution show ${name}".`,
      });
    }
    await allowPrune(ports, ref, revision);
    invocation.done(
      kind,
      name,
      `allowed to take away much on ${held.map(({ cluster }) => cluster).join(', ')}`,
    );
  });
}

function addRetry(group: Command, context: CommandContext): void {
  const verb = {
    usage: 'retry <name>',
    summary: 'have a rollout that stopped begin anew',
    details:
      'Clusters that have it already are passed at once. A cluster that failed tries again by itself, too.',
    examples: ['kubectl joinery distribution retry isolation'],
  };
  addVerb(group, context, verb, async (invocation, name = '') => {
    await retryDistribution(await invocation.open(), { namespace: invocation.options.setNamespace, name });
    invocation.done(kind, name, 'begins anew');
  });
}

function addSuspend(group: Command, context: CommandContext, order: 'suspend' | 'resume'): void {
  const isSuspend = order === 'suspend';
  const verb = {
    usage: `${order} <name>`,
    summary: isSuspend
      ? 'have clusters keep what they have of it and get nothing new'
      : 'let a suspended Distribution go on',
    examples: [`kubectl joinery distribution ${order} isolation`],
  };
  addVerb(group, context, verb, async (invocation, name = '') => {
    const ref = { namespace: invocation.options.setNamespace, name };
    await suspendDistribution(await invocation.open(), ref, isSuspend);
    invocation.done(kind, name, isSuspend ? 'suspended' : 'resumed');
  });
}
